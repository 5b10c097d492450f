import { Fault, judgeRisk } from "@holdfast/domain";
import type { BackupSet, Known, RiskFacts, StatusView } from "@holdfast/domain";
import { fromApiError, readRiskFacts } from "@holdfast/operations";
import type { Context } from "@holdfast/operations";

/** The answer to "am I safe?" from memory: sets as they are now, everything else as it was a moment ago. */
export interface StatusFollower {
  /** What the answer rests on. */
  facts(): RiskFacts;
  status(): StatusView;
  /** When the facts were last read; undefined until then. */
  readAt(): number | undefined;
  /** Reads them now: for who has just changed something. */
  refresh(): Promise<void>;
  readonly ended: Promise<void>;
}

const readAgainMilliseconds = 30_000;
/** Comparing the password with the kit's record is made to be slow, and a kit is exported seldom. */
const kitAgainMilliseconds = 10 * 60_000;

/** `sets` throws the fault that keeps Velero's Backups from being followed. */
export function followStatus(context: Context, sets: () => readonly BackupSet[]): StatusFollower {
  const { clock, signal } = context;
  let facts = knowingNothing(justStarted);
  let readAt: number | undefined;
  let kitReadAt = 0;
  // Sets are never listed for this: they are in memory already.
  const given = () => ({
    sets: { kind: "unknown", reason: justStarted } as const,
    ...(facts.kit.kind === "known" && clock.now() - kitReadAt < kitAgainMilliseconds ? { kit: facts.kit } : {}),
  });

  /** What cannot be read is a fact too. A bug must not pass for an old answer, nor take the console along. */
  async function refresh(): Promise<void> {
    try {
      await readFacts();
    } catch (error) {
      if (!signal.aborted)
        facts = knowingNothing(`Holdfast made a mistake while it read the cluster: ${String(error)}`);
    }
  }

  async function readFacts(): Promise<void> {
    const known = given();
    const read = await readRiskFacts(context, known);
    if (!("kit" in known)) kitReadAt = clock.now();
    facts = read;
    readAt = clock.now();
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await refresh();
      await clock.sleep(readAgainMilliseconds, signal).catch(() => undefined);
    }
  }

  const current = (): RiskFacts => ({ ...facts, sets: knownSets(sets) });
  return {
    facts: current,
    status: () => judgeRisk(current(), clock.now()),
    readAt: () => readAt,
    refresh,
    ended: run(),
  };
}

const justStarted = "this server has only just started";

function knowingNothing(reason: string): RiskFacts {
  const unknown = { kind: "unknown", reason } as const;
  return {
    installation: unknown,
    applications: unknown,
    sets: unknown,
    destinations: unknown,
    schedules: unknown,
    limits: unknown,
    kit: unknown,
    clockAheadSeconds: unknown,
    velero: unknown,
  };
}

function knownSets(sets: () => readonly BackupSet[]): Known<readonly BackupSet[]> {
  try {
    return { kind: "known", value: sets() };
  } catch (error) {
    const fault = fromApiError(error);
    if (!(fault instanceof Fault)) throw fault;
    return { kind: "unknown", reason: fault.message };
  }
}
