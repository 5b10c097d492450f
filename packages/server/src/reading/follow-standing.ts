import { startStore } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { fromApiError, standingRecords } from "@holdfast/operations";
import type { Context } from "@holdfast/operations";
import { Fault } from "@holdfast/domain";
import type { ChangeHub } from "./change-hub.ts";

type Followed = ReturnType<typeof standingRecords>[number];

const lookAgainMilliseconds = 30_000;

/**
 * Tells when schedules, rules, settings or applications changed; nothing of them is kept. A kind that is not defined in
 * this cluster yet is looked for again. Resolves with the context's signal.
 */
export async function followStanding(context: Context, hub: ChangeHub): Promise<void> {
  await Promise.all(standingRecords(context.consoleNamespace).map((one) => follow(context, hub, one)));
}

async function follow(context: Context, hub: ChangeHub, followed: Followed): Promise<void> {
  const { clock, signal } = context;
  while (!signal.aborted) {
    try {
      await followOnce(context, hub, followed);
    } catch (error) {
      const fault = fromApiError(error);
      if (!signal.aborted && !(fault instanceof Fault)) throw fault;
    }
    await clock.sleep(lookAgainMilliseconds, signal).catch(() => undefined);
  }
}

async function followOnce(context: Context, hub: ChangeHub, { type, query, topic }: Followed): Promise<void> {
  const { kubernetes: client, clock, signal } = context;
  const store = startStore<KubernetesObject, string>({
    client,
    type,
    query,
    project: ({ metadata }) => metadata.name,
    clock,
    signal,
  });
  const tell = async () => {
    for await (const _ of store.changes(signal)) hub.publish({ kind: "records", topics: [topic] });
  };
  await Promise.all([store.ended, tell()]);
}
