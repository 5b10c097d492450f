import { messageOf } from "@holdfast/domain";
import { systemClock, type KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, test } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { applicationType } from "../applications/application.ts";
import { settingsType } from "../settings/settings.ts";
import { findChannel } from "./channel-records.ts";
import { setNotification } from "./channel-wish.ts";
import { look, restAfter, verdictNow } from "./notification-controller.ts";
import { changeOutbox, readOutbox } from "./outbox-record.ts";

const times = { lookMilliseconds: 60_000, restFactor: 99, tickMilliseconds: 10_000 };

test("it looks once a minute, less often when a look takes long, and never less than every five minutes", () => {
  expect([200, 1000, 3000, 30_000, 900_000].map((spent) => restAfter(spent, times))).toEqual([
    59_800, 99_000, 297_000, 300_000, 300_000,
  ]);
});

test("what was seen counts until after the next look, slow as it may be, and no longer", () => {
  const lookedAt = 10_000_000;
  const kindAt = (now: number, spent: number) =>
    verdictNow({ clock: { ...systemClock, now: () => now } }, { verdict: { kind: "well" }, lookedAt, spent }).kind;
  expect(kindAt(lookedAt + 599_000, 0)).toBe("well");
  expect(kindAt(lookedAt + 601_000, 0)).toBe("silent");
  expect(kindAt(lookedAt + 300_000 + 900_000, 900_000)).toBe("well");
  // The clock was set back: nobody knows how long ago it was.
  expect(kindAt(lookedAt - 3_600_000, 0)).toBe("silent");
});

test("a channel that is set and tested while facts are read keeps its test", async () => {
  const client = createFakeClient({ types: [applicationType, settingsType] });
  const plain = testContext(client, { clock: systemClock });
  const setAndTest = async () => {
    const url = "http://127.0.0.1:1/hook";
    await setNotification(plain, {
      kind: "webhook",
      name: "hook",
      events: [],
      allowPrivate: true,
      allowHttp: true,
      url,
    });
    const event = { kind: "test", mood: "info", key: "test", state: "", at: "", title: "A test" } as const;
    const news = { channels: [await findChannel(plain, "hook")], now: Date.now(), newId: () => "t1" };
    await changeOutbox(plain, (outbox) => ({ ...outbox, messages: [...outbox.messages, ...messageOf(event, news)] }));
  };
  let done: Promise<void> | undefined;
  const listAll: KubernetesClient["listAll"] = async (type, query) => {
    // Once, and in the middle of the look.
    done ??= systemClock.sleep(20).then(setAndTest);
    await done;
    return client.listAll<never>(type, query);
  };
  await look({ ...plain, kubernetes: { ...client, listAll } });
  expect((await readOutbox(plain))?.messages).toMatchObject([{ id: "t1", to: { hook: {} } }]);
});
