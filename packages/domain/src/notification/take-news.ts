import { isTold, type Channel } from "./channel.ts";
import { boundEvent, type NotificationEvent } from "./events.ts";
import { familyOf, type Finding, type Findings, type KeyFamily } from "./finding.ts";
import type { Message, Outbox, Told } from "./outbox.ts";

const day = 86_400_000;
/** What happened longer ago is not told, and what was told of it need not be remembered. */
const windowMilliseconds = 7 * day;
const mostTold = 2000;
export const mostMessages = 100;

export interface News {
  readonly findings: Findings;
  readonly channels: readonly Channel[];
  readonly now: number;
  newId(): string;
}

/**
 * The outbox after a look: what is new is in it as a message for every channel that is to be told. Looking again at the
 * same facts changes nothing.
 */
export function takeNews(before: Outbox, news: News): Outbox {
  const { findings, now } = news;
  const outbox = withSinceBefore(before, now);
  const steps = findings.findings.map((finding) => step(outbox, finding, news));
  const events = steps.flatMap(({ event }) => (event === undefined ? [] : [boundEvent(event)]));
  const looked = Object.fromEntries(steps.flatMap(({ key, told }) => (told === undefined ? [] : [[key, told]])));
  const kept = keepOthers(outbox, new Set(steps.map(({ key }) => key)), { unread: findings.unread, now });
  const told = { ...kept, ...looked };
  const messages = events.flatMap((event) => messageOf(event, news));
  return bound({ ...outbox, told, messages: [...outbox.messages, ...messages] }, outbox);
}

/** Further ahead than clocks of two machines differ: the clock was set back. */
const clockSkewMilliseconds = 60_000;
/** So long ago at most was the last look. */
const lookedMilliseconds = 600_000;

/** A beginning that is still to come would keep everything untold until then. */
function withSinceBefore(outbox: Outbox, now: number): Outbox {
  if (Date.parse(outbox.since) <= now + clockSkewMilliseconds) return outbox;
  return { ...outbox, since: new Date(now - lookedMilliseconds).toISOString() };
}

interface Step {
  readonly key: string;
  readonly told: Told | undefined;
  readonly event?: NotificationEvent;
}

function step(outbox: Outbox, finding: Finding, { now, channels }: News): Step {
  switch (finding.stage) {
    case "happened":
      return stepOfHappened(outbox, finding.event, now);
    case "ill":
      // While nobody is to be told, it waits for the first who is.
      if (channels.some((channel) => isTold(channel, finding.event.kind))) return stepOfIll(outbox, finding, now);
      return { key: finding.event.key, told: outbox.told[finding.event.key] ?? pending(finding.event, now) };
    case "well": {
      const { key, recovered } = finding;
      const before = outbox.told[key];
      if (before?.stage !== "told") return { key, told: undefined };
      return { key, told: undefined, event: { ...recovered, key, state: "well" } };
    }
    case "unknown":
      return { key: finding.key, told: outbox.told[finding.key] };
  }
}

function stepOfHappened(outbox: Outbox, event: NotificationEvent, now: number): Step {
  const { key, state, at } = event;
  const before = outbox.told[key];
  const happened = Date.parse(at);
  // Remembered as long as it could be told once more.
  if (happened <= oldest(outbox, now)) return { key, told: undefined };
  if (before?.state === state) return { key, told: before };
  return { key, told: { stage: "told", state, at }, event };
}

function oldest({ since }: Outbox, now: number): number {
  return Math.max(Date.parse(since), now - windowMilliseconds);
}

function stepOfIll(outbox: Outbox, { event, afterSeconds = 0 }: Extract<Finding, { stage: "ill" }>, now: number): Step {
  const { key, state } = event;
  const before = outbox.told[key];
  if (before?.stage === "told" && before.state === state) return { key, told: before };
  // Told that something is wrong with it, whoever reads that hears the change at once.
  const isKnown = before?.stage === "pending" && before.state === state && Date.parse(before.at) <= now;
  const first = isKnown ? before : pending(event, now);
  if (before?.stage !== "told" && now - Date.parse(first.at) < afterSeconds * 1000) return { key, told: first };
  return { key, told: { stage: "told", state, at: new Date(now).toISOString() }, event };
}

function pending({ state }: NotificationEvent, now: number): Told {
  return { stage: "pending", state, at: new Date(now).toISOString() };
}

interface Left {
  readonly unread: readonly KeyFamily[];
  readonly now: number;
}

/** Keys of which nothing was found now: what could not be read stays, what is gone or history goes without a word. */
function keepOthers(outbox: Outbox, found: ReadonlySet<string>, { unread, now }: Left): Outbox["told"] {
  const kept = Object.entries(outbox.told).filter(([key, { at }]) => {
    if (found.has(key)) return false;
    const family = familyOf(key);
    if ((unread as readonly string[]).includes(family)) return true;
    // Of what happened once, the record may be away for a while: a bucket is disconnected and comes back.
    return happensOnce.has(family) && Date.parse(at) > oldest(outbox, now);
  });
  return Object.fromEntries(kept);
}

const happensOnce: ReadonlySet<string> = new Set<KeyFamily>(["backup", "missed", "restore", "deletion"]);

/** No message when no channel is to be told. */
export function messageOf(
  event: NotificationEvent,
  { channels, now, newId }: Omit<News, "findings">,
): readonly Message[] {
  const at = new Date(now).toISOString();
  const told = channels.filter((channel) => isTold(channel, event.kind));
  if (told.length === 0) return [];
  const to = Object.fromEntries(told.map(({ name }) => [name, { attempts: 0, nextAt: at }]));
  return [{ id: newId(), createdAt: at, event, to }];
}

function bound(outbox: Outbox, before: Outbox): Outbox {
  return boundMessages(boundTold(outbox, before));
}

/** When too much happened, the oldest is forgotten, and nothing as old as that is told again. */
function boundTold(outbox: Outbox, { since }: Outbox): Outbox {
  const entries = Object.entries(outbox.told);
  if (entries.length <= mostTold) return outbox;
  const byAge = entries.toSorted(([, one], [, other]) => Date.parse(other.at) - Date.parse(one.at));
  const latest = byAge.slice(mostTold).find(([key]) => happensOnce.has(familyOf(key)))?.[1].at;
  const moved = latest === undefined || Date.parse(latest) < Date.parse(since) ? since : latest;
  return { ...outbox, told: Object.fromEntries(byAge.slice(0, mostTold)), since: moved };
}

function boundMessages(outbox: Outbox): Outbox {
  const surplus = outbox.messages.slice(0, Math.max(outbox.messages.length - mostMessages, 0));
  if (surplus.length === 0) return outbox;
  const channels = { ...outbox.channels };
  for (const name of surplus.flatMap(({ to }) => Object.keys(to))) {
    channels[name] = { ...channels[name], givenUp: (channels[name]?.givenUp ?? 0) + 1 };
  }
  return { ...outbox, channels, messages: outbox.messages.slice(surplus.length) };
}
