import { judgeRisk } from "@holdfast/domain";
import type { RiskFacts, StatusView } from "@holdfast/domain";
import { setsIn } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findInstanceId } from "../installation/instance.ts";
import { readSettings } from "../settings/read-settings.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroProblem } from "../velero/installation.ts";
import { readClockAhead } from "./cluster-time.ts";
import { known, knownFrom } from "./known.ts";
import { readApplicationFacts } from "./read-applications.ts";
import { readDestinationFacts } from "./read-destinations.ts";
import { readKit } from "./read-kit.ts";
import { readScheduleFacts } from "./read-schedules.ts";

/** "Am I safe?": what cannot be read is in the answer as unknown, so it has no faults of its own. */
export async function readStatus(context: Context): Promise<StatusView> {
  return judgeRisk(await readRiskFacts(context), context.clock.now());
}

const inTheWay: readonly VeleroProblem["code"][] = [
  "server-not-running",
  "node-agent-absent",
  "node-agent-not-ready",
  "node-agent-unlabelled",
  "version-known-broken",
];

function isInTheWay({ code }: VeleroProblem): boolean {
  return inTheWay.includes(code);
}

/** Facts that somebody knows already, and that are not read again. */
export type GivenFacts = Partial<Pick<RiskFacts, "sets" | "kit">>;

/** Everything at once; a handful of requests, however many applications there are. */
export async function readRiskFacts(context: Context, given: GivenFacts = {}): Promise<RiskFacts> {
  const velero = known(() => findVelero(context));
  const fromVelero = async <Value>(read: (namespace: string) => Promise<Value>) =>
    knownFrom(await velero, ({ namespace }) => read(namespace));
  const [installation, applications, sets, destinations, schedules, limits, kit, clockAheadSeconds, engine] =
    await Promise.all([
      known(() => findInstanceId(context.kubernetes)),
      known(() => readApplicationFacts(context)),
      given.sets ?? fromVelero((namespace) => setsIn(context, namespace)),
      fromVelero((namespace) => readDestinationFacts(context, namespace)),
      known(() => readScheduleFacts(context)),
      known(async () => (await readSettings(context)).limits ?? {}),
      given.kit ?? fromVelero((namespace) => readKit(context, namespace)),
      known(() => readClockAhead(context)),
      velero.then((found) => knownFrom(found, ({ problems }) => Promise.resolve(problems.filter(isInTheWay)))),
    ]);
  return {
    installation,
    applications,
    sets,
    destinations,
    schedules,
    limits,
    kit,
    clockAheadSeconds,
    velero: engine,
  };
}
