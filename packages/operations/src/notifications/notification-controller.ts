import { findAll, forgetChannels, judgePing, takeNews } from "@holdfast/domain";
import type { PingVerdict } from "@holdfast/domain";
import { startStore } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { Controller } from "../controllers/controller.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { instanceId } from "../installation/instance.ts";
import { configMapType } from "../records/encode-record.ts";
import { readChannels } from "./channel-records.ts";
import { readSurroundings, type Surroundings } from "./cluster-surroundings.ts";
import { explainFailures } from "./explain-failures.ts";
import { createCourier } from "./deliver.ts";
import { changeOutbox, outboxName, readOutbox } from "./outbox-record.ts";
import { readNotificationFacts } from "./read-facts.ts";
import type { SendOptions } from "./send-message.ts";

export interface NotificationTimes {
  readonly lookMilliseconds: number;
  /** It rests so many times as long as a look took: with ten thousand backups it looks less often, not all the time. */
  readonly restFactor: number;
  /** The longest time until a delivery that became due by itself is begun. */
  readonly tickMilliseconds: number;
}

const usual: NotificationTimes = { lookMilliseconds: 60_000, restFactor: 99, tickMilliseconds: 10_000 };
const idLength = 16;
/** Also after the slowest look: news of what failed, and signs of life, wait no longer. */
const longestRestMilliseconds = 300_000;
const oldestVerdictMilliseconds = 600_000;

/** Looks what there is to tell, and tells it. */
export const notificationController: Controller = {
  name: "notifications",
  run: (context) => runNotifications(context, usual),
};

/** As a controller runs it; `send` is given in tests. */
export async function runNotifications(
  context: Context,
  times: NotificationTimes,
  send: Partial<SendOptions> = {},
): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  const inner = { ...context, signal };
  const instance = await instanceId(context);
  const state = {
    surroundings: await readSurroundings(inner),
    verdict: starting,
    lookedAt: 0,
    spent: 0,
    instance,
    times,
    send,
  };
  const alarm = createAlarm();
  const halves = [keepLooking(inner, state, alarm), keepDelivering(inner, state, alarm), watchOutbox(inner, alarm)];
  const ended = halves.map((half) => half.finally(() => ending.abort()));
  try {
    await Promise.all(ended);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    await Promise.allSettled(ended);
  }
}

const starting: PingVerdict = { kind: "silent", reason: "nothing was looked at yet" };

interface Shared {
  surroundings: Surroundings;
  verdict: PingVerdict;
  lookedAt: number;
  /** Milliseconds that the last look took. */
  spent: number;
  readonly instance: string;
  readonly times: NotificationTimes;
  readonly send: Partial<SendOptions>;
}

/** What was seen long ago is no sign of life: longer than the rest and another such look take, or in the future. */
export function verdictNow(
  { clock }: Pick<Context, "clock">,
  { verdict, lookedAt, spent }: Pick<Shared, "verdict" | "lookedAt" | "spent">,
): PingVerdict {
  if (Math.abs(clock.now() - lookedAt) < oldestVerdictMilliseconds + 2 * spent) return verdict;
  return { kind: "silent", reason: "the last look is too long ago" };
}

async function keepLooking(context: Context, state: Shared, alarm: Alarm): Promise<void> {
  while (!context.signal.aborted) {
    // Of the look that succeeded: how long the cluster was away says nothing about what a look costs.
    state.verdict = await retryTransient(context, async () => {
      const began = context.clock.now();
      const verdict = await look(context);
      state.lookedAt = context.clock.now();
      state.spent = Math.max(state.lookedAt - began, 0);
      return verdict;
    });
    state.surroundings = await retryTransient(context, () => readSurroundings(context));
    alarm.ring();
    await pause(context, restAfter(state.spent, state.times));
  }
}

export function restAfter(spent: number, { lookMilliseconds, restFactor }: NotificationTimes): number {
  return Math.max(lookMilliseconds - spent, Math.min(spent * restFactor, longestRestMilliseconds));
}

/** Compares once; what is new is in the outbox when it returns. */
export async function look(context: Context): Promise<PingVerdict> {
  const facts = await readNotificationFacts(context);
  const findings = await explainFailures(context, findAll(facts), await readOutbox(context));
  // Last of all: a channel that was set while facts were read must keep the test that waits for it.
  const channels = await readChannels(context);
  const names = channels.map(({ name }) => name);
  const newId = (): string => context.randomId(idLength);
  await changeOutbox(context, (outbox) =>
    takeNews(forgetChannels(outbox, names), { findings, channels, now: facts.now, newId }),
  );
  return judgePing(facts);
}

async function keepDelivering(context: Context, state: Shared, alarm: Alarm): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const courier = createCourier({
    context,
    send: () => ({ surroundings: state.surroundings, instance: state.instance, ...state.send }),
    onEnd: (error) => {
      if (error !== undefined) failure = { error };
      alarm.ring();
    },
  });
  try {
    while (!context.signal.aborted) {
      await retryTransient(context, () => courier.tick(verdictNow(context, state)));
      await alarm.wait(context, state.times.tickMilliseconds);
      if (failure !== undefined) throw failure.error;
    }
  } finally {
    await courier.settled();
  }
}

/** A message that somebody else put into the outbox, such as a test, is sent at once. */
async function watchOutbox(context: Context, alarm: Alarm): Promise<void> {
  const { kubernetes: client, clock, signal } = context;
  const query = { namespace: outboxName.namespace, fieldSelector: `metadata.name=${outboxName.name}` };
  const store = startStore({ client, type: configMapType, query, clock, signal, project: () => true });
  const changes = store.changes(signal)[Symbol.asyncIterator]();
  while ((await changes.next()).done !== true) alarm.ring();
  await store.ended;
}

interface Alarm {
  ring(): void;
  /** Returns at the next ring, at one since the last wait, or after the time. */
  wait(context: Context, milliseconds: number): Promise<void>;
}

function createAlarm(): Alarm {
  let rung = false;
  let over = new AbortController();
  return {
    ring() {
      rung = true;
      over.abort();
    },
    async wait(context, milliseconds) {
      if (!rung) {
        over = new AbortController();
        await pause({ ...context, signal: AbortSignal.any([context.signal, over.signal]) }, milliseconds);
      }
      rung = false;
    },
  };
}

async function pause({ clock, signal }: Context, milliseconds: number): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
