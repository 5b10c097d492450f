import { operationsNamespace, type Finding } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { configMaps, systemClock } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { afterEach, describe, expect, test } from "vitest";
import { startReceiver, takes, type Answer } from "../../test-support/http-receiver.ts";
import { testContext } from "../../test-support/test-context.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { applicationType } from "../applications/application.ts";
import type { Context } from "../context.ts";
import { encodeRecord } from "../records/encode-record.ts";
import { newRecord } from "../records/new-record.ts";
import { storeReport } from "../reports/store-report.ts";
import { settingsType } from "../settings/settings.ts";
import { removeChannel } from "./channel-records.ts";
import { listChannels } from "./channel-view.ts";
import { setNotification } from "./channel-wish.ts";
import { readSurroundings } from "./cluster-surroundings.ts";
import { createCourier } from "./deliver.ts";
import { look, runNotifications } from "./notification-controller.ts";
import { changeOutbox, outboxName, readOutbox } from "./outbox-record.ts";
import { instanceId } from "../installation/instance.ts";
import { testChannel } from "./test-channel.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const fast = { lookMilliseconds: 100, restFactor: 1, tickMilliseconds: 50 };
const types = [applicationType, settingsType];

async function receiver(answer: Answer = takes) {
  const started = await startReceiver(answer);
  stops.push(() => started.stop());
  return started;
}

function contextOn(kubernetes: KubernetesClient, signal?: AbortSignal): Context {
  return testContext(kubernetes, { clock: systemClock, ...(signal === undefined ? {} : { signal }) });
}

async function setWebhook(context: Context, name: string, port: number) {
  const url = `http://127.0.0.1:${port}/${name}`;
  await setNotification(context, { kind: "webhook", name, events: [], allowPrivate: true, allowHttp: true, url });
}

/** As the driver of a backup leaves it. */
async function failBackup(context: Context, id: string) {
  const record = newRecord(context, { id, kind: "backup", subject: { kind: "backup-set", name: id }, input: {} });
  const fault = { code: "backup-failed", class: "failed", message: "It failed.", remedy: "Do it again." } as const;
  const at = new Date(context.clock.now() + 5).toISOString();
  const state = { stage: "failed", step: "make", at, fault, holds: [] } as const;
  await context.kubernetes.create(configMaps, encodeRecord({ ...record, state }));
}

/** Runs the controller until the condition holds. */
async function runUntil(kubernetes: KubernetesClient, isDone: () => boolean | Promise<boolean>, deadline = 15_000) {
  const ending = new AbortController();
  const running = runNotifications(contextOn(kubernetes, ending.signal), fast, { timeoutMilliseconds: 400 });
  const until = Date.now() + deadline;
  try {
    while (!(await isDone())) {
      if (Date.now() > until) throw new Error("not in time");
      await Promise.race([running, systemClock.sleep(20)]);
    }
  } finally {
    ending.abort();
    await running.catch(() => undefined);
  }
}

const ids = (received: readonly { readonly headers: Readonly<Record<string, unknown>> }[]) =>
  received.map(({ headers }) => String(headers["idempotency-key"]));

async function isEmpty(kubernetes: KubernetesClient) {
  return (await readOutbox(contextOn(kubernetes)))?.messages.length === 0;
}

test("what happens after the first look arrives once, at every channel, however often it is looked again", async () => {
  const kubernetes = createFakeClient({ types });
  const context = contextOn(kubernetes);
  const [one, two] = [await receiver(), await receiver()];
  await setWebhook(context, "one", one.port);
  await setWebhook(context, "two", two.port);
  await failBackup(context, "before");
  await context.clock.sleep(20);
  await look(context);
  await failBackup(context, "after");
  await runUntil(kubernetes, async () => one.received.length > 0 && two.received.length > 0 && isEmpty(kubernetes));
  await runUntil(kubernetes, () => context.clock.sleep(300).then(() => true));
  for (const { received } of [one, two]) {
    expect(received.map(({ body }) => JSON.parse(body).title)).toEqual(["Backup after failed"]);
  }
  expect(await listChannels(context)).toMatchObject([{ state: "working" }, { state: "working" }]);
});

test("a channel that hangs does not hold up another, and is tried again until it takes the message", async () => {
  const kubernetes = createFakeClient({ types });
  const context = contextOn(kubernetes);
  const hanging = await receiver(() => undefined);
  const quick = await receiver();
  await setWebhook(context, "hanging", hanging.port);
  await setWebhook(context, "quick", quick.port);
  await look(context);
  await failBackup(context, "a");
  await runUntil(kubernetes, () => quick.received.length === 1 && hanging.received.length > 0);
  await runUntil(kubernetes, async () => (await listChannels(context)).some(({ state }) => state === "failing"));
  const outbox = await readOutbox(context);
  expect(outbox?.messages.map(({ to }) => Object.keys(to))).toEqual([["hanging"]]);
  expect(outbox?.channels["hanging"]?.lastFailure?.reason).toContain("no answer within");
});

test("a sign of life that arrives ends what a failed test of its channel left", async () => {
  const context = contextOn(createFakeClient({ types }));
  const { port, received } = await receiver();
  const url = `http://127.0.0.1:${port}/ping`;
  const wish = { kind: "ping", name: "dog", events: [], allowPrivate: true, allowHttp: true, url } as const;
  await setNotification(context, { ...wish, method: "GET", everyMinutes: 5 });
  const lastFailure = { at: new Date().toISOString(), message: "t", reason: "no answer" };
  await changeOutbox(context, (outbox) => ({ ...outbox, channels: { dog: { lastFailure } } }));
  expect(await listChannels(context)).toMatchObject([{ state: "failing" }]);
  const surroundings = await readSurroundings(context);
  const instance = await instanceId(context);
  const courier = createCourier({ context, send: () => ({ surroundings, instance }), onEnd: () => undefined });
  await courier.tick({ kind: "well" });
  await courier.settled();
  expect(received).toHaveLength(1);
  expect(await listChannels(context)).toMatchObject([{ state: "working" }]);
});

test("a failed backup is told with the cause and the remedy that its report names", async () => {
  const kubernetes = createFakeClient({ types });
  const context = contextOn(kubernetes);
  const { port } = await receiver();
  await setWebhook(context, "hook", port);
  await look(context);
  await failBackup(context, "a");
  const nothing = { kind: "known", items: [], omitted: 0 } as const;
  const lists = { hooks: nothing, volumes: nothing, warnings: nothing, errors: nothing };
  const finding: Finding = {
    code: "bucket-missing",
    cause: "The bucket is gone.",
    evidence: ["Backup a: NoSuchBucket"],
    remedy: ["Make the bucket again.", "holdfast backup create"],
    safeToIgnore: "no",
    ignoring: "No backup.",
  };
  const of = { kind: "backup", name: "a" } as const;
  const members = [{ name: "a-guestbook", ...lists, findings: [finding] }];
  await storeReport(context, { schema: 1, of, readAt: new Date().toISOString(), members });
  await look(context);
  expect((await readOutbox(context))?.messages[0]?.event).toMatchObject({
    cause: "The bucket is gone. Backup a: NoSuchBucket",
    remedy: "Make the bucket again. holdfast backup create",
  });
});

test("a message is not sent again because the outbox was read while it was under way", async () => {
  const client = createFakeClient({ types });
  const get: KubernetesClient["get"] = async (type, name, options) => {
    const found = await client.get<never>(type, name, options);
    if (name.name === outboxName.name) await systemClock.sleep(Math.random() * 60);
    return found;
  };
  const slow = { ...client, get };
  const context = contextOn(client);
  const { port, received } = await receiver();
  await setWebhook(context, "hook", port);
  await look(context);
  for (let index = 0; index < 12; index += 1) await failBackup(context, `b${index}`);
  await runUntil(slow, async () => received.length >= 12 && (await isEmpty(client)));
  expect(ids(received)).toHaveLength(12);
  expect(new Set(ids(received)).size).toBe(12);
});

describe("whoever is killed", () => {
  const deaths = [0, 1, 2, 3, 4, 5, 6].flatMap((write) => [
    { write, moment: "before" as const },
    { write, moment: "after" as const },
  ]);

  test.each(deaths)("$moment write $write leaves no message behind and invents none", async ({ write, moment }) => {
    const kubernetes = createFakeClient({ types });
    const context = contextOn(kubernetes);
    const { port, received } = await receiver();
    await setWebhook(context, "hook", port);
    await look(context);
    await failBackup(context, "a");
    await failBackup(context, "b");
    let count = -1;
    let isDead = false;
    const die = () => {
      if (isDead) throw new Error("dead");
      count += 1;
      if (count !== write) return;
      isDead = true;
      throw new Error("dead");
    };
    const mortal = watchWrites(kubernetes, moment === "before" ? { before: die } : { before: failDead, after: die });
    function failDead() {
      if (isDead) throw new Error("dead");
    }
    await runUntil(mortal, () => isEmpty(kubernetes), 1500).catch(() => undefined);
    await runUntil(kubernetes, async () => new Set(ids(received)).size === 2 && isEmpty(kubernetes));
    const titles = received.map(({ body }) => JSON.parse(body).title);
    expect(new Set(titles)).toEqual(new Set(["Backup a failed", "Backup b failed"]));
    // A repeat has the id of the first one.
    expect(new Set(ids(received)).size).toBe(2);
    expect(received.length).toBeLessThanOrEqual(3);
  });
});

test("a channel is tested by whoever sends, and its secret is in no answer", async () => {
  const kubernetes = createFakeClient({ types });
  const context = contextOn(kubernetes);
  const { port, received } = await receiver((response, count) =>
    response.writeHead(count === 1 ? 200 : 500).end("/hook"),
  );
  await setWebhook(context, "hook", port);
  expect(await testChannel(context, "hook")).toMatchObject({ sentBy: "here", attempt: { kind: "sent" } });
  const second = await testChannel(context, "hook");
  expect(second).toMatchObject({ attempt: { kind: "failed", reason: expect.stringContaining("status 500") } });
  expect(JSON.stringify([second, await listChannels(context)])).not.toContain(`${port}/hook`);
  expect(received).toHaveLength(2);
  await removeChannel(context, "hook");
  await expect(testChannel(context, "hook")).rejects.toMatchObject({ code: "channel-not-found" });
});

test.each([
  ["http://1.1.1.1/x", "not encrypted"],
  ["https://user:pass@example.com/", "user or a password"],
  ["https://127.0.0.1/", "private network"],
  ["https://2130706433/", "private network"],
  ["https://169.254.169.254/latest", "never connected"],
  ["file:///etc/passwd", "not called"],
  ["nonsense", "is none"],
])("the address %s is refused when it is set", async (url, words) => {
  const wish = { kind: "webhook", name: "hook", events: [], allowPrivate: false, allowHttp: false, url } as const;
  await expect(setNotification(contextOn(createFakeClient({ types })), wish)).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringContaining(words),
  });
});

test("the outbox lies where no backup carries it", async () => {
  const kubernetes = createFakeClient({ types });
  await look(contextOn(kubernetes));
  expect(
    await kubernetes.get(configMaps, { name: "holdfast-notifications", namespace: operationsNamespace }),
  ).toBeDefined();
});
