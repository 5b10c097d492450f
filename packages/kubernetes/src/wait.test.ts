import { describe, expect, it } from "vitest";

import { createFakeClient } from "../test-support/fake-client.ts";
import { settle, TestClock } from "../test-support/test-clock.ts";
import { ApiError } from "./api-error.ts";
import type { KubernetesObject } from "./objects.ts";
import { configMaps } from "./resource-types.ts";
import { waitFor, waitForAll } from "./wait.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

const name = { name: "x", namespace: "a" };
const target = { type: configMaps, name };
const object = (color: string): ConfigMap => ({ apiVersion: "v1", kind: "ConfigMap", metadata: name, data: { color } });

describe("waiting for an object", () => {
  it("returns it at once when it is already as awaited", async () => {
    const client = createFakeClient({ objects: [object("red")] });
    const options = { deadlineSeconds: 5, clock: new TestClock() };
    const found = await waitFor<ConfigMap>(client, target, (seen) => seen?.data?.["color"] === "red", options);
    expect(found?.data).toEqual({ color: "red" });
  });

  it("returns when it comes to be as awaited, without time passing", async () => {
    const client = createFakeClient();
    const options = { deadlineSeconds: 5, clock: new TestClock() };
    const waiting = waitFor<ConfigMap>(client, target, (seen) => seen?.data?.["color"] === "blue", options);
    await settle();
    await client.create(configMaps, object("red"));
    await client.replace(configMaps, object("blue"));
    expect((await waiting)?.data).toEqual({ color: "blue" });
  });

  it("may be for its absence", async () => {
    const client = createFakeClient({ objects: [object("red")] });
    const waiting = waitFor(client, target, (seen) => seen === undefined, {
      deadlineSeconds: 5,
      clock: new TestClock(),
    });
    await settle();
    await client.delete(configMaps, name);
    await expect(waiting).resolves.toBeUndefined();
  });

  it("ends at its deadline with the object as it was last seen", async () => {
    const client = createFakeClient({ objects: [object("red")] });
    const clock = new TestClock();
    const waiting = waitFor<ConfigMap>(client, target, () => false, { deadlineSeconds: 5, clock });
    await Promise.all([
      clock.advance(5000),
      expect(waiting).rejects.toMatchObject({
        name: "DeadlinePassed",
        message: "watch configmaps a/x: not as awaited within 5 seconds",
        lastSeen: [{ data: { color: "red" } }],
      }),
    ]);
  });

  it("goes on over a server that is away and over an expired watch", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    let failures = 2;
    const list: typeof client.list = (type, query) => {
      failures -= 1;
      const away = new ApiError({ status: 0, reason: "Unreachable", request: "list", message: "away" });
      return failures >= 0 ? Promise.reject(away) : client.list(type, query);
    };
    const waiting = waitFor<ConfigMap>({ ...client, list }, target, (seen) => seen !== undefined, {
      deadlineSeconds: 5,
      clock,
    });
    await client.create(configMaps, object("red"));
    await clock.advance(2000);
    await expect(waiting).resolves.toBeDefined();
  });

  it("ends with the server's refusal", async () => {
    const forbidden = new ApiError({ status: 403, reason: "Forbidden", request: "list", message: "no" });
    const client = { ...createFakeClient(), list: () => Promise.reject(forbidden) };
    const waiting = waitFor(client, target, () => true, { deadlineSeconds: 5, clock: new TestClock() });
    await expect(waiting).rejects.toBe(forbidden);
  });

  it("ends with the signal's reason", async () => {
    const controller = new AbortController();
    const options = { deadlineSeconds: 5, clock: new TestClock(), signal: controller.signal };
    const waiting = waitFor(createFakeClient(), target, () => false, options);
    await settle();
    controller.abort(new Error("the user gave up"));
    await expect(waiting).rejects.toThrow("the user gave up");
  });
});

it("waiting for all objects of a query sees them together", async () => {
  const client = createFakeClient({ objects: [object("red")] });
  const query = { namespace: "a" };
  const options = { deadlineSeconds: 5, clock: new TestClock() };
  const waiting = waitForAll<ConfigMap>(client, { type: configMaps, query }, (seen) => seen.length === 2, options);
  await client.create(configMaps, { ...object("red"), metadata: { name: "y", namespace: "a" } });
  expect((await waiting).map((seen) => seen.metadata.name)).toEqual(["x", "y"]);
});
