import { describe, expect, it } from "vitest";

import { createFakeClient } from "../test-support/fake-client.ts";
import { TestClock } from "../test-support/test-clock.ts";
import { ApiError } from "./api-error.ts";
import type { KubernetesObject } from "./objects.ts";
import { configMaps } from "./resource-types.ts";
import { withRetries } from "./retry.ts";

const name = { name: "x", namespace: "a" };
const object: KubernetesObject = { apiVersion: "v1", kind: "ConfigMap", metadata: name };

const refusal = (status: number, retryAfterSeconds?: number): ApiError =>
  new ApiError({
    status,
    reason: status === 0 ? "Unreachable" : String(status),
    request: "x",
    message: "no",
    retryAfterSeconds,
  });

/** Every call fails with the next of these errors before it reaches the fake. */
function failingClient(errors: readonly ApiError[]): {
  readonly client: ReturnType<typeof withRetries>;
  readonly clock: TestClock;
  readonly left: ApiError[];
} {
  const left = [...errors];
  const clock = new TestClock();
  const fake = createFakeClient({ objects: [object] });
  const failFirst = async <R>(call: () => Promise<R>): Promise<R> => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return call();
  };
  const failing = {
    ...fake,
    get: ((...call) => failFirst(() => fake.get(...call))) as typeof fake.get,
    create: ((...call) => failFirst(() => fake.create(...call))) as typeof fake.create,
    delete: ((...call) => failFirst(() => fake.delete(...call))) as typeof fake.delete,
  };
  return { client: withRetries(failing, { clock }), clock, left };
}

const reasonOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "accepted",
    (error: unknown) => (error as ApiError).reason,
  );

describe("a client with retries", () => {
  it("reads again when the server is away, overloaded or failing", async () => {
    const { client, clock } = failingClient([refusal(0), refusal(503), refusal(429)]);
    const reading = client.get(configMaps, name);
    await clock.advance(2000);
    await expect(reading).resolves.toMatchObject({ metadata: name });
  });

  it("gives up with the last error after five attempts", async () => {
    const { client, clock, left } = failingClient(Array.from({ length: 9 }, () => refusal(0)));
    const reading = reasonOf(client.get(configMaps, name));
    await clock.advance(60_000);
    await expect(reading).resolves.toBe("Unreachable");
    expect(left).toHaveLength(4);
  });

  it("waits as long as the server asks", async () => {
    const { client, clock, left } = failingClient([refusal(429, 9), refusal(500)]);
    const reading = client.get(configMaps, name);
    await clock.advance(8900);
    expect(left).toHaveLength(1);
    await clock.advance(1000);
    await expect(reading).resolves.toBeDefined();
  });

  it("does not wait any longer when the caller gives up", async () => {
    const { client, clock } = failingClient([refusal(429, 60)]);
    const controller = new AbortController();
    const reading = client.get(configMaps, name, { signal: controller.signal });
    await clock.advance(1000);
    controller.abort(new Error("the user gave up"));
    await expect(reading).rejects.toThrow("the user gave up");
  });

  it("does not repeat a refusal", async () => {
    const { client, left } = failingClient([refusal(403), refusal(403)]);
    await expect(reasonOf(client.get(configMaps, name))).resolves.toBe("403");
    expect(left).toHaveLength(1);
  });

  it("repeats a write only when the server says that it has not acted", async () => {
    const created = { ...object, metadata: { ...name, name: "y" } };
    const throttled = failingClient([refusal(429)]);
    const creating = throttled.client.create(configMaps, created);
    await throttled.clock.advance(1000);
    await expect(creating).resolves.toBeDefined();
    const unknown = failingClient([refusal(0)]);
    await expect(reasonOf(unknown.client.create(configMaps, created))).resolves.toBe("Unreachable");
  });

  it("repeats a delete only when its uid makes sure that it hits nothing else", async () => {
    const careless = failingClient([refusal(0)]);
    await expect(reasonOf(careless.client.delete(configMaps, name))).resolves.toBe("Unreachable");
    const { client, clock } = failingClient([refusal(0)]);
    const uid = (await createFakeClient({ objects: [object] }).get(configMaps, name))?.metadata.uid ?? "";
    const deleting = client.delete(configMaps, name, { uid });
    await clock.advance(1000);
    await expect(deleting).resolves.toBe("accepted");
  });
});
