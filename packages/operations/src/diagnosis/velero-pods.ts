import type { Statement } from "@holdfast/domain";
import { events, pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { seen } from "./seen.ts";
import type { SeenStatements } from "./seen.ts";

interface ContainerEnd {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly finishedAt?: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: ContainerEnd;
  };
  readonly lastState?: { readonly terminated?: ContainerEnd };
}

export interface VeleroPod extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface Event extends KubernetesObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}

/** What the pods of Velero's namespace are in trouble with, and what Kubernetes warned of them since then. */
export async function readVeleroPods(
  context: Context,
  namespace: string,
  sinceMilliseconds: number,
): Promise<SeenStatements> {
  const [found, warned] = await Promise.all([
    seen(`pods in ${namespace}`, () => context.kubernetes.listAll<VeleroPod>(pods, { namespace })),
    seen(`events in ${namespace}`, () =>
      context.kubernetes.listAll<Event>(events, { namespace, fieldSelector: "type=Warning" }),
    ),
  ]);
  const recent = warned.items.filter(({ lastTimestamp, eventTime }) =>
    isSince(lastTimestamp ?? eventTime, sinceMilliseconds),
  );
  const statements = [
    ...found.items.flatMap((pod) => podStatements(pod, sinceMilliseconds)),
    ...recent.map(eventStatement),
  ];
  return { statements, unread: [...found.unread, ...warned.unread] };
}

export function podStatements(pod: VeleroPod, sinceMilliseconds: number): readonly Statement[] {
  const { status } = pod;
  const where = `Pod ${pod.metadata.namespace ?? ""}/${pod.metadata.name}`;
  const say = (text: string): Statement => ({ source: "pod", where, text });
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const unscheduled = status?.conditions?.find(
    ({ type, status: value }) => type === "PodScheduled" && value === "False",
  );
  return [
    ...all.flatMap((container) => containerTroubles(container, sinceMilliseconds)).map(say),
    ...(unscheduled === undefined ? [] : [say(`it is not scheduled: ${unscheduled.message ?? ""}`)]),
  ];
}

const startingReasons: readonly (string | undefined)[] = [undefined, "PodInitializing", "ContainerCreating"];

function containerTroubles({ name, state, lastState }: ContainerStatus, since: number): readonly string[] {
  const { reason, message } = state?.waiting ?? {};
  const waiting = startingReasons.includes(reason) ? [] : [`container ${name} waits: ${reason ?? ""}${after(message)}`];
  const ends = [state?.terminated, lastState?.terminated].filter((end) => end !== undefined);
  const bad = ends.filter((end) => end.exitCode !== 0 && isSince(end.finishedAt, since));
  return [...waiting, ...bad.map((end) => `container ${name} was ended: ${endText(end)}`)];
}

function endText({ reason = "", message, exitCode }: ContainerEnd): string {
  return `${reason}, exit code ${exitCode ?? "unknown"}${after(message)}`;
}

function after(message: string | undefined): string {
  return message === undefined || message === "" ? "" : `: ${message}`;
}

function eventStatement({ metadata, reason = "", message = "", involvedObject }: Event): Statement {
  const { kind = "", name = "" } = involvedObject ?? {};
  return {
    source: "event",
    where: `Event of ${kind} ${metadata.namespace ?? ""}/${name}`,
    text: `${reason}: ${message}`,
  };
}

function isSince(time: string | null | undefined, since: number): boolean {
  return time === undefined || time === null || Date.parse(time) >= since;
}
