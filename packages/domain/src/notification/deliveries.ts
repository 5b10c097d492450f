import type { ChannelLog, Delivery, Message, Outbox } from "./outbox.ts";

const minute = 60_000;
/** Between the attempts; the last one is repeated. */
const pauses = [minute / 2, minute, 2 * minute, 5 * minute, 15 * minute, 30 * minute, 60 * minute] as const;
const longestPause = 60 * minute;
/** A message that could not be delivered for so long is given up. */
export const givenUpAfterMilliseconds = 24 * 60 * minute;

/** What a sender came to. */
export type Attempt =
  | { readonly kind: "sent" }
  /** `retryAfterSeconds`: the receiver asked for patience. `reason` carries no secret. */
  | { readonly kind: "failed"; readonly reason: string; readonly retryAfterSeconds?: number };

/** The message that a channel is to be told next; undefined when nothing is due. */
export function dueMessage(outbox: Outbox, channel: string, now: number): Message | undefined {
  return outbox.messages.find(({ to }) => {
    const delivery = to[channel];
    if (delivery === undefined) return false;
    const wait = Date.parse(delivery.nextAt) - now;
    // Nothing waits longer than that: the clock was set back, and the message must not wait until it is there again.
    return wait <= 0 || wait > longestPause;
  });
}

/** The outbox with an attempt noted. Noted twice, or of a message that is gone, it changes only the channel's log. */
export function noteAttempt(
  outbox: Outbox,
  { channel, message, attempt, now }: { channel: string; message: Message; attempt: Attempt; now: number },
): Outbox {
  const at = new Date(now).toISOString();
  const { id, event } = message;
  const log = outbox.channels[channel] ?? {};
  switch (attempt.kind) {
    case "sent": {
      const { lastFailure: _recovered, ...rest } = log;
      return settle(outbox, { channel, id, log: { ...rest, lastSent: { at, message: id, title: event.title } } });
    }
    case "failed": {
      const failed = { ...log, lastFailure: { at, message: id, reason: attempt.reason } };
      const delivery = outbox.messages.find((one) => one.id === id)?.to[channel];
      const next = delivery === undefined ? undefined : nextDelivery(delivery, attempt, now);
      const tooLate = Date.parse(message.createdAt) + givenUpAfterMilliseconds;
      if (next === undefined || event.kind === "test" || Date.parse(next.nextAt) > tooLate) {
        const givenUp = (log.givenUp ?? 0) + (event.kind === "test" ? 0 : 1);
        return settle(outbox, { channel, id, log: { ...failed, ...(givenUp === 0 ? {} : { givenUp }) } });
      }
      const messages = outbox.messages.map((one) =>
        one.id === id ? { ...one, to: { ...one.to, [channel]: next } } : one,
      );
      return { ...outbox, messages, channels: { ...outbox.channels, [channel]: failed } };
    }
  }
}

/** The outbox with a sign of life noted. One that was sent says that the channel works again. */
export function notePing(
  outbox: Outbox,
  { channel, attempt, at }: { channel: string; attempt: Attempt; at: string },
): Outbox {
  const log = outbox.channels[channel] ?? {};
  const { lastFailure: _recovered, ...rest } = log;
  const noted: ChannelLog =
    attempt.kind === "sent" ? { ...rest, lastPing: { at } } : { ...log, lastPing: { at, failure: attempt.reason } };
  return { ...outbox, channels: { ...outbox.channels, [channel]: noted } };
}

function nextDelivery({ attempts }: Delivery, { retryAfterSeconds }: { retryAfterSeconds?: number }, now: number) {
  const pause = pauses[Math.min(attempts, pauses.length - 1)] ?? longestPause;
  const asked = Math.min((retryAfterSeconds ?? 0) * 1000, longestPause);
  return { attempts: attempts + 1, nextAt: new Date(now + Math.max(pause, asked)).toISOString() };
}

interface Settled {
  readonly channel: string;
  readonly id: string;
  readonly log: ChannelLog;
}

function settle(outbox: Outbox, { channel, id, log }: Settled): Outbox {
  return withoutDelivery(
    { ...outbox, channels: { ...outbox.channels, [channel]: log } },
    (message, name) => message.id === id && name === channel,
  );
}

/** What is meant for channels that are not there any more is not sent to others of the name later. */
export function forgetChannels(outbox: Outbox, names: readonly string[]): Outbox {
  const channels = Object.fromEntries(Object.entries(outbox.channels).filter(([name]) => names.includes(name)));
  return withoutDelivery({ ...outbox, channels }, (_message, name) => !names.includes(name));
}

function withoutDelivery(outbox: Outbox, isGone: (message: Message, channel: string) => boolean): Outbox {
  const messages = outbox.messages.map((message) => ({
    ...message,
    to: Object.fromEntries(Object.entries(message.to).filter(([name]) => !isGone(message, name))),
  }));
  return { ...outbox, messages: messages.filter(({ to }) => Object.keys(to).length > 0) };
}
