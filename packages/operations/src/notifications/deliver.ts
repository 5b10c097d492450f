import { dueMessage, isPingDue, noteAttempt, notePing, rests } from "@holdfast/domain";
import type { Channel, Message, Outbox, PingVerdict } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { readChannels } from "./channel-records.ts";
import { changeOutbox, readOutbox } from "./outbox-record.ts";
import { sendMessage, type SendOptions } from "./send-message.ts";

/** Sends what is due, one message per channel at a time; no channel waits for another. */
export interface Courier {
  /** Begins what is due and returns; called whenever something may have become due. */
  tick(verdict: PingVerdict): Promise<void>;
  /** When everything that was begun has ended. */
  settled(): Promise<void>;
}

export interface CourierOptions {
  readonly context: Context;
  readonly send: () => SendOptions;
  /** After each attempt: there may be more to do. */
  readonly onEnd: (error?: unknown) => void;
}

export function createCourier({ context, send, onEnd }: CourierOptions): Courier {
  const busy = new Map<string, Promise<void>>();

  function begin(channel: Channel, work: () => Promise<void>): void {
    const done = work()
      .then(() => onEnd(), onEnd)
      .finally(() => busy.delete(channel.name));
    busy.set(channel.name, done);
  }

  async function deliver(channel: Channel, message: Message): Promise<void> {
    const attempt = await sendMessage(context, { channel, message }, send());
    // A driver that dies here sends it once more, under the same id.
    await note(context, (outbox) =>
      noteAttempt(outbox, { channel: channel.name, message, attempt, now: context.clock.now() }),
    );
  }

  async function ping(channel: Channel): Promise<void> {
    const at = new Date(context.clock.now()).toISOString();
    const attempt = await sendMessage(context, { channel, message: pingMessage(at) }, send());
    await note(context, (outbox) => notePing(outbox, { channel: channel.name, attempt, at }));
  }

  return {
    async tick(verdict) {
      // What ends while the outbox is read may still be in it as due.
      const wasBusy = new Set(busy.keys());
      const [outbox, channels] = await Promise.all([readOutbox(context), readChannels(context)]);
      if (outbox === undefined) return;
      const now = context.clock.now();
      for (const channel of channels) {
        if (wasBusy.has(channel.name)) continue;
        const message = dueMessage(outbox, channel.name, now);
        if (message !== undefined) begin(channel, () => deliver(channel, message));
        else if (mayPing(channel, { outbox, verdict, now, instance: send().instance }))
          begin(channel, () => ping(channel));
      }
    },
    async settled() {
      await Promise.all(busy.values());
    },
  };
}

interface PingQuestion {
  readonly outbox: Outbox;
  readonly verdict: PingVerdict;
  readonly now: number;
  readonly instance: string;
}

function mayPing(channel: Channel, { outbox, verdict, now, instance }: PingQuestion): boolean {
  if (channel.kind !== "ping" || verdict.kind !== "well" || rests(channel, instance)) return false;
  return isPingDue(channel, outbox.channels[channel.name], now);
}

function pingMessage(at: string): Message {
  return {
    id: "",
    createdAt: at,
    event: { kind: "test", mood: "good", key: "ping", state: "", at, title: "" },
    to: {},
  };
}

async function note(context: Context, change: (outbox: Outbox) => Outbox): Promise<void> {
  await retryTransient(context, () => changeOutbox(context, change));
}
