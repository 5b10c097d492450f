import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Channel } from "./channel.ts";
import { dueMessage, forgetChannels, givenUpAfterMilliseconds, noteAttempt, notePing } from "./deliveries.ts";
import type { NotificationEvent } from "./events.ts";
import type { Finding, Findings } from "./finding.ts";
import { mailText, viewMessage } from "./message-text.ts";
import { newOutbox, type Outbox } from "./outbox.ts";
import { isPingDue, rests } from "./ping.ts";
import { mostMessages, takeNews } from "./take-news.ts";

const begin = Date.parse("2026-03-01T00:00:00Z");
const hour = 3_600_000;
const hook: Channel = {
  name: "hook",
  instance: "one",
  kind: "webhook",
  origin: "https://hooks.example.com",
  signed: false,
};
const deadMan: Channel = {
  name: "dead-man",
  instance: "one",
  kind: "ping",
  origin: "https://ping.example.com",
  method: "GET",
  everyMinutes: 5,
};

let ids = 0;

function look(outbox: Outbox, findings: readonly Finding[], now: number, more: Partial<Look> = {}): Outbox {
  const { unread = [], channels = [hook] } = more;
  return takeNews(outbox, { findings: { findings, unread }, channels, now, newId: () => `m${(ids += 1)}` });
}
interface Look {
  readonly unread: Findings["unread"];
  readonly channels: readonly Channel[];
}

function event(more: Partial<NotificationEvent> = {}): NotificationEvent {
  const at = new Date(begin + hour).toISOString();
  return {
    kind: "backup-failed",
    mood: "bad",
    key: "backup/a",
    state: "failed",
    at,
    title: "Backup a failed",
    ...more,
  };
}
const failed = (more: Partial<NotificationEvent> = {}): Finding => ({ stage: "happened", event: event(more) });
const ill = (state = "broken", afterSeconds = 0): Finding => ({
  stage: "ill",
  event: event({ kind: "limit-broken", key: "limit/notes", state, title: "notes is at risk" }),
  afterSeconds,
});
const well: Finding = {
  stage: "well",
  key: "limit/notes",
  recovered: { kind: "recovered", mood: "good", at: "2026-03-01T05:00:00Z", title: "notes is well" },
};
const titles = (outbox: Outbox) => outbox.messages.map((message) => message.event.title);

describe("what happened", () => {
  test("is told once, however often it is looked at", () => {
    const once = look(newOutbox(begin), [failed()], begin + 2 * hour);
    const twice = look(once, [failed()], begin + 3 * hour);
    expect(titles(twice)).toEqual(["Backup a failed"]);
    expect(twice).toEqual(once);
  });

  test("is told without the secrets that programs wrote of it, also where it is cut", () => {
    const canary = "c4narY-Value-93";
    const cause = `${"x ".repeat(590)}token=${canary}-and-more-of-it`;
    const told = failed({ title: `Hook said password=${canary}`, cause, remedy: `run --api-key ${canary}` });
    const outbox = look(newOutbox(begin), [told], begin + 2 * hour);
    expect(JSON.stringify(outbox.messages)).not.toContain(canary.slice(0, 6));
    expect(outbox.messages[0]?.event.title).toBe("Hook said password=[redacted]");
  });

  test("before the outbox was made is not told", () => {
    const outbox = look(newOutbox(begin), [failed({ at: "2026-02-27T00:00:00Z" })], begin + hour);
    expect(outbox).toEqual(newOutbox(begin));
  });

  test("is not told again when its record is away for a while and comes back", () => {
    const told = look(newOutbox(begin), [failed()], begin + 2 * hour);
    const away = look(told, [], begin + 3 * hour);
    expect(titles(look(away, [failed()], begin + 4 * hour))).toHaveLength(1);
  });

  test("is forgotten after a week, and not told then either", () => {
    const told = look(newOutbox(begin), [failed()], begin + 2 * hour);
    const later = look({ ...told, messages: [] }, [failed()], begin + 9 * 24 * hour);
    expect(later.told).toEqual({});
    expect(later.messages).toEqual([]);
  });

  test("is told again in another state", () => {
    const told = look(newOutbox(begin), [failed({ key: "missed/s", state: "1" })], begin + 2 * hour);
    expect(titles(look(told, [failed({ key: "missed/s", state: "2" })], begin + 3 * hour))).toHaveLength(2);
  });
});

describe("what is wrong for a while", () => {
  test("is told once, and once more when it is right again", () => {
    const told = look(look(newOutbox(begin), [ill()], begin), [ill()], begin + hour);
    const again = look(look(told, [well], begin + 2 * hour), [well], begin + 3 * hour);
    expect(titles(again)).toEqual(["notes is at risk", "notes is well"]);
  });

  test("is not told before it lasts, nor taken back then", () => {
    const seen = look(newOutbox(begin), [ill("never", 7200)], begin);
    expect(seen.messages).toEqual([]);
    expect(look(seen, [well], begin + hour).messages).toEqual([]);
    expect(titles(look(seen, [ill("never", 7200)], begin + 2 * hour))).toEqual(["notes is at risk"]);
  });

  test("stays told while it cannot be read, and goes without a word with its subject", () => {
    const told = look(newOutbox(begin), [ill()], begin);
    expect(look(told, [], begin + hour, { unread: ["limit"] }).told).toEqual(told.told);
    expect(look(told, [{ stage: "unknown", key: "limit/notes" }], begin + hour).told).toEqual(told.told);
    const gone = look(told, [], begin + hour);
    expect([gone.told, gone.messages.length]).toEqual([{}, 1]);
  });

  test("waits for the first channel that is to be told", () => {
    const alone = look(newOutbox(begin), [ill()], begin, { channels: [deadMan] });
    expect(alone.messages).toEqual([]);
    expect(titles(look(alone, [ill()], begin + hour))).toEqual(["notes is at risk"]);
  });
});

test("an outbox never holds more than it may, and counts what it gave up", () => {
  const many = Array.from({ length: mostMessages + 20 }, (_, index) => failed({ key: `backup/${index}` }));
  const outbox = look(newOutbox(begin), many, begin + 2 * hour);
  expect(outbox.messages).toHaveLength(mostMessages);
  expect(outbox.channels["hook"]?.givenUp).toBe(20);
  const thousands = Array.from({ length: 3000 }, (_, index) => failed({ key: `backup/${index}` }));
  expect(Object.keys(look(newOutbox(begin), thousands, begin + 2 * hour).told).length).toBeLessThanOrEqual(2000);
});

test("whatever is found in whatever order, no key is told twice in one state before it was well", () => {
  const findings = fc.constantFrom(ill("broken"), ill("never"), well, {
    stage: "unknown",
    key: "limit/notes",
  } as const);
  fc.assert(
    fc.property(fc.array(findings, { maxLength: 40 }), (sequence) => {
      let outbox = newOutbox(begin);
      for (const [index, finding] of sequence.entries()) outbox = look(outbox, [finding], begin + index * hour);
      const states = outbox.messages.map((message) => message.event.state);
      expect(states.every((state, index) => state !== states[index - 1])).toBe(true);
      expect(states[0]).not.toBe("well");
    }),
  );
});

describe("a clock that was set back", () => {
  const early = begin - 30 * 24 * hour;

  test("keeps nothing untold that happens from then on", () => {
    const late = failed({ at: new Date(early + hour).toISOString() });
    const looked = look(newOutbox(begin), [], early);
    expect(titles(look(looked, [late], early + 2 * hour))).toEqual(["Backup a failed"]);
    const nearly = look(newOutbox(begin), [failed({ at: new Date(begin - hour).toISOString() })], begin - 1000);
    expect(nearly).toEqual(newOutbox(begin));
  });

  test("holds up neither a delivery nor what has to last before it is told", () => {
    const told = look(newOutbox(begin), [failed()], begin + 2 * hour);
    expect(dueMessage(told, "hook", early)).toBeDefined();
    const seen = look(newOutbox(early), [ill("broken", 600)], begin);
    const again = look(look(seen, [ill("broken", 600)], early), [ill("broken", 600)], early + hour);
    expect(titles(again)).toEqual(["notes is at risk"]);
  });
});

describe("a delivery", () => {
  const outbox = look(newOutbox(begin), [failed()], begin + 2 * hour);
  const now = begin + 2 * hour;
  const message = dueMessage(outbox, "hook", now);

  test("that was made leaves the outbox", () => {
    if (message === undefined) throw new Error("nothing is due");
    const sent = noteAttempt(outbox, { channel: "hook", message, attempt: { kind: "sent" }, now });
    expect(sent.messages).toEqual([]);
    expect(sent.channels["hook"]?.lastSent).toMatchObject({ message: message.id });
    expect(noteAttempt(sent, { channel: "hook", message, attempt: { kind: "sent" }, now }).messages).toEqual([]);
  });

  test("that failed is due later each time, and given up after a day", () => {
    if (message === undefined) throw new Error("nothing is due");
    let state = outbox;
    let time = now;
    const waits: number[] = [];
    while (state.messages.length > 0) {
      const due = dueMessage(state, "hook", time);
      if (due === undefined) throw new Error("it should be due");
      state = noteAttempt(state, {
        channel: "hook",
        message: due,
        attempt: { kind: "failed", reason: "no" },
        now: time,
      });
      const next = state.messages[0]?.to["hook"]?.nextAt;
      if (next === undefined) break;
      expect(dueMessage(state, "hook", Date.parse(next) - 1)).toBeUndefined();
      waits.push(Date.parse(next) - time);
      time = Date.parse(next);
    }
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    expect(time - now).toBeLessThanOrEqual(givenUpAfterMilliseconds);
    expect(state.channels["hook"]).toMatchObject({ givenUp: 1, lastFailure: { reason: "no" } });
  });

  test("waits as long as the receiver asks, within an hour", () => {
    if (message === undefined) throw new Error("nothing is due");
    const attempt = { kind: "failed", reason: "429", retryAfterSeconds: 90_000 } as const;
    const state = noteAttempt(outbox, { channel: "hook", message, attempt, now });
    expect(state.messages[0]?.to["hook"]?.nextAt).toBe(new Date(now + hour).toISOString());
  });

  test("of a sign of life ends the failure of the channel, and says why when it fails", () => {
    const broken = {
      ...newOutbox(begin),
      channels: { "dead-man": { lastFailure: { at: "", message: "t", reason: "no" } } },
    };
    const refused = notePing(broken, { channel: "dead-man", attempt: { kind: "failed", reason: "down" }, at: "1" });
    expect(refused.channels["dead-man"]).toMatchObject({ lastFailure: {}, lastPing: { at: "1", failure: "down" } });
    const sent = notePing(refused, { channel: "dead-man", attempt: { kind: "sent" }, at: "2" });
    expect(sent.channels["dead-man"]).toEqual({ lastPing: { at: "2" } });
  });

  test("to a channel that was removed is forgotten", () => {
    expect(forgetChannels(outbox, ["other"]).messages).toEqual([]);
  });
});

test("words of other programs add no header to a mail, and are cut at their bounds", () => {
  const long = event({ title: "Backup a\r\nBcc: all@example.com failed", cause: "x".repeat(50_000) });
  const [message] = look(newOutbox(begin), [{ stage: "happened", event: long }], begin + 2 * hour).messages;
  if (message === undefined) throw new Error("nothing was told");
  const mail = mailText(message, { cluster: "shop", instance: "one" });
  expect(mail.subject).toBe("[shop] Backup a Bcc: all@example.com failed");
  expect(mail.text.length).toBeLessThan(3000);
  expect(viewMessage(message, { cluster: "shop", instance: "one" }).text).toContain("[shop] Backup a");
});

test("a ping is due at its interval, sooner after a failure, and rests for another installation", () => {
  if (deadMan.kind !== "ping") throw new Error("no ping");
  const at = new Date(begin).toISOString();
  const minute = 60_000;
  expect(isPingDue(deadMan, undefined, begin)).toBe(true);
  expect(isPingDue(deadMan, { lastPing: { at } }, begin + 4 * minute)).toBe(false);
  expect(isPingDue(deadMan, { lastPing: { at } }, begin + 5 * minute)).toBe(true);
  expect(isPingDue(deadMan, { lastPing: { at, failure: "timed out" } }, begin + minute)).toBe(true);
  expect([rests(deadMan, "one"), rests(deadMan, "two"), rests(hook, "two")]).toEqual([false, true, false]);
});
