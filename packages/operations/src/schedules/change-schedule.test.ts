import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { virtualClock } from "../../test-support/virtual-clock.ts";
import type { Context } from "../context.ts";
import { scheduleType } from "./backup-schedule.ts";
import { pauseSchedule, resumeSchedule } from "./change-schedule.ts";
import { createSchedule, proposeSchedule } from "./create-schedule.ts";
import { findSchedule } from "./find-schedule.ts";

const hour = 3600_000;
const clusterNow = Date.parse("2026-06-15T12:00:00Z");

/** On a machine whose clock is ahead of the cluster's. */
function contextAhead(milliseconds: number): Context {
  const objects = [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "holdfast" } }];
  const kubernetes = createFakeClient({ types: [scheduleType], objects, clock: virtualClock(clusterNow) });
  return testContext(kubernetes, { clock: virtualClock(clusterNow + milliseconds) });
}

async function beginOf(context: Context): Promise<number> {
  return Date.parse((await findSchedule(context, "nightly")).spec.activeFrom ?? "");
}

function nightly(context: Context): Promise<void> {
  const request = { name: "nightly", when: "@daily", timeZone: "UTC" };
  return createSchedule(context, proposeSchedule(request, context.clock.now()));
}

describe.each([hour, -hour, 0])("on a machine whose clock is %i ms ahead", (ahead) => {
  it("a schedule begins by the cluster's time when it is made, and when it is resumed", async () => {
    const context = contextAhead(ahead);
    await nightly(context);
    expect(Math.abs((await beginOf(context)) - clusterNow)).toBeLessThanOrEqual(1000);
    await pauseSchedule(context, "nightly");
    await resumeSchedule(context, "nightly");
    expect(Math.abs((await beginOf(context)) - clusterNow)).toBeLessThanOrEqual(1000);
  });
});

it("where the API server does not tell its time, a schedule begins by this machine's", async () => {
  const { kubernetes, ...rest } = contextAhead(hour);
  const create: KubernetesClient["create"] = (type, object) => {
    if (type.kind !== "SelfSubjectReview") return kubernetes.create(type, object);
    return Promise.reject(new ApiError({ status: 403, reason: "Forbidden", message: "no", request: "create" }));
  };
  const context = { ...rest, kubernetes: { ...kubernetes, create } };
  await nightly(context);
  expect(await beginOf(context)).toBe(clusterNow + hour);
});
