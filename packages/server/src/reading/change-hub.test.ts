import { describe, expect, test } from "vitest";
import { createChangeHub } from "./change-hub.ts";

const atOnce = () => Promise.resolve();

async function first(changes: AsyncIterable<unknown>): Promise<unknown> {
  for await (const change of changes) return change;
  return undefined;
}

describe("the change hub", () => {
  test("merges what a reader has not read yet into one message of each kind", async () => {
    const hub = createChangeHub(atOnce);
    const changes = hub.subscribe(new AbortController().signal);
    for (let round = 0; round < 1000; round += 1) hub.publish({ kind: "backup-sets", names: ["a", `b-${round % 2}`] });
    expect(await first(changes)).toEqual({ kind: "backup-sets", names: ["a", "b-0", "b-1"] });
  });

  test("says everything changed when that is among what was not read", async () => {
    const hub = createChangeHub(atOnce);
    const changes = hub.subscribe(new AbortController().signal);
    hub.publish({ kind: "operations", ids: ["o-1"] });
    hub.publish({ kind: "everything" });
    expect(await first(changes)).toEqual({ kind: "everything" });
  });

  test("wakes a reader that waits", async () => {
    const hub = createChangeHub(atOnce);
    const waiting = first(hub.subscribe(new AbortController().signal));
    hub.publish({ kind: "operations", ids: ["o-1"] });
    expect(await waiting).toEqual({ kind: "operations", ids: ["o-1"] });
  });

  test("forgets a reader whose signal ended it", async () => {
    const hub = createChangeHub(atOnce);
    const leaving = new AbortController();
    const waiting = first(hub.subscribe(leaving.signal));
    leaving.abort();
    expect(await waiting).toBeUndefined();
    expect(hub.subscribers()).toBe(0);
  });
});
