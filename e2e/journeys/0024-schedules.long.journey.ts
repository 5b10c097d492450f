import { waitFor } from "@holdfast/harness";
import { deployments } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listBackups } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { samplesInstalled } from "./support/ready.ts";

interface ScheduleView {
  readonly state: { readonly kind: string; readonly reason?: string };
  readonly next: readonly string[];
  readonly lastRun?: { readonly slot: string; readonly set: string; readonly outcome: { readonly kind: string } };
  readonly missed: readonly { readonly slot: string; readonly reason: string }[];
}

const everyMinute = "journey";
const servers = 2;

let node: Node;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
});
afterAll(async () => {
  await scaleServer(servers);
  await node.client.close();
});

function show(): Promise<ScheduleView> {
  return node.holdfast.json<ScheduleView>("schedule", "show", everyMinute);
}

/** Waits until the schedule looks so. */
function until(what: string, holds: (view: ScheduleView) => boolean): Promise<ScheduleView> {
  return waitFor(
    async () => {
      const view = await show();
      return holds(view) ? view : undefined;
    },
    { what, deadlineSeconds: 300, intervalMilliseconds: 2_000, evidence: async () => JSON.stringify(await show()) },
  );
}

async function scaleServer(replicas: number): Promise<void> {
  const name = { namespace: "holdfast", name: "holdfast" };
  await node.client.patch(deployments, name, { kind: "merge", body: { spec: { replicas } } });
}

async function setsOfSchedule(): Promise<readonly string[]> {
  return (await listBackups(node)).map(({ name }) => name).filter((name) => name.includes(`-${everyMinute}-`));
}

test("a schedule fires at its time, and its backup is like any other", async () => {
  const made = await node.holdfast(
    "schedule",
    "create",
    everyMinute,
    "* * * * *",
    "--app",
    "notes",
    "--time-zone",
    "Europe/Berlin",
  );
  expect(made).toContain(`Schedule ${everyMinute} is made.`);
  const { lastRun } = await until("a complete backup", (view) => view.lastRun?.outcome.kind === "complete");
  const set = lastRun?.set ?? "";
  expect(set).toMatch(/^s-[a-z0-9]{5}-journey-\d{12}00$/u);
  const backup = (await listBackups(node)).find(({ name }) => name === set);
  expect(backup).toMatchObject({ state: "complete", members: [{ part: "notes" }] });
});

test("while no server runs it is late; then one backup makes up for it, and the rest is missed with the reason", async () => {
  await scaleServer(0);
  await until("the schedule to be late", (view) => view.state.kind === "late");
  const before = await show();
  const decided = Date.parse(before.lastRun?.slot ?? "");
  await until("three times to pass", (view) => Date.parse(view.next[0] ?? "") - decided > 4 * 60_000);
  const sets = await setsOfSchedule();
  await scaleServer(servers);
  const after = await until(
    "the backup that makes up for them",
    (view) => view.lastRun?.outcome.kind === "complete" && Date.parse(view.lastRun.slot) > decided + 60_000,
  );
  expect(after.missed.length).toBeGreaterThanOrEqual(2);
  expect(after.missed.at(-1)?.reason).toContain("Holdfast did not run at that time");
  const made = (await setsOfSchedule()).length - sets.length;
  const passed = Math.round((Date.parse(after.lastRun?.slot ?? "") - decided) / 60_000);
  expect(made + after.missed.length).toBeLessThanOrEqual(passed + 1);
});

test("paused it makes nothing, and deleted it leaves its backups", async () => {
  await node.holdfast("schedule", "pause", everyMinute, "--reason", "enough");
  const paused = await show();
  expect(paused).toMatchObject({ next: [] });
  expect(await node.holdfast("schedule", "list")).toContain("enough");
  await until("the last backup to end", (view) => view.lastRun?.outcome.kind !== "running");
  const sets = await setsOfSchedule();
  expect(await node.holdfast("schedule", "delete", everyMinute)).toContain("The backups that it made stay");
  expect(await setsOfSchedule()).toEqual(sets);
  for (const set of sets) await node.holdfast("backup", "delete", set, "--yes");
});
