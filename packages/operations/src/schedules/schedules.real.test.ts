import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "@holdfast/harness";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { backupType, scheduleType as veleroScheduleType } from "@holdfast/velero";
import type { Backup, Schedule } from "@holdfast/velero";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { plainRelease } from "../../test-support/plain-release.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { WriteHooks } from "../../test-support/watched-writes.ts";
import { generateVendorKeys } from "../applications/signatures.ts";
import { updateLicense } from "../applications/update-license.ts";
import type { Clock, Context } from "../context.ts";
import { withLock } from "../locks/with-lock.ts";
import { listRecords } from "../records/store-record.ts";
import { driveOperations } from "../running/drive-operations.ts";
import { createSchedule, proposeSchedule } from "./create-schedule.ts";
import type { ScheduleRequest } from "./create-schedule.ts";
import { deleteSchedule, pauseSchedule, resumeSchedule, runScheduleNow } from "./change-schedule.ts";
import { listLedgers } from "./ledger-record.ts";
import { listOutsideSchedules } from "./outside-schedules.ts";
import { scheduleController } from "./schedule-controller.ts";
import { listSchedules, showSchedule } from "./show-schedules.ts";

/** Every write when the long tests are asked for. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 2 : 1;

const keys = generateVendorKeys();
const hour = 3600_000;
const minutes = 60_000;

class Killed extends Error {}

let cluster: RealCluster;
/** What the schedules' clock shows beyond the real time. */
let ahead = 0;

const clock: Clock = {
  now: () => Date.now() + ahead,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
};

/** The API server tells the schedules' time too. */
function withTime(client: KubernetesClient): KubernetesClient {
  const create: KubernetesClient["create"] = async (type, object, options) => {
    const answer = await client.create(type, object, options);
    if (type.kind !== "SelfSubjectReview") return answer;
    const at = Date.parse(answer.metadata.creationTimestamp ?? "") + ahead;
    return { ...answer, metadata: { ...answer.metadata, creationTimestamp: new Date(at).toISOString() } };
  };
  return { ...client, create };
}

function contextWith({ signal, hooks }: { readonly signal?: AbortSignal; readonly hooks?: WriteHooks } = {}): Context {
  const onTime = withTime(cluster.kubernetes);
  const kubernetes = hooks === undefined ? onTime : watchWrites(onTime, hooks);
  return { ...cluster.context({ kubernetes, ...(signal === undefined ? {} : { signal }) }), clock };
}

const servers: (() => Promise<void>)[] = [];

/** The schedules' part of a server that leads. Returns what stops it and awaits its end. */
function serve(hooks?: WriteHooks): () => Promise<void> {
  const ending = new AbortController();
  const context = contextWith({ signal: ending.signal, ...(hooks === undefined ? {} : { hooks }) });
  const ended = scheduleController.run(context).then(
    () => undefined,
    (error: unknown) => error,
  );
  const stop = async () => {
    ending.abort();
    const error = await ended;
    if (error !== undefined && !(error instanceof Killed)) throw error;
  };
  servers.push(stop);
  return stop;
}

let stopDriving: () => Promise<void>;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook", keys });
  const ending = new AbortController();
  const driving = driveOperations(cluster.context({ signal: ending.signal }), () => undefined);
  stopDriving = async () => {
    ending.abort();
    await driving;
  };
});

afterAll(async () => {
  await stopDriving?.();
  await cluster?.stop();
});

afterEach(async () => {
  for (const stop of servers.splice(0)) await stop();
  for (const { name } of await listSchedules(contextWith())) await deleteSchedule(contextWith(), name);
});

const ofGuestbook: Partial<ScheduleRequest> = { application: "guestbook" };

async function schedule(name: string, wish = ofGuestbook): Promise<void> {
  const request = { name, when: "@hourly", timeZone: "UTC", ...wish };
  await createSchedule(contextWith(), proposeSchedule(request, clock.now()));
}

/** The schedules' clock goes on to some minutes after the next full hour, `hours` later. */
function toNextHour(hours = 1): void {
  const next = Math.ceil(clock.now() / hour) * hour + (hours - 1) * hour;
  ahead += next - clock.now() + 1_000;
}

async function setsOf(name: string): Promise<readonly string[]> {
  const records = await listRecords(cluster.kubernetes);
  return records.map(({ record }) => record.id).filter((id) => id.includes(`-${name}-20`));
}

async function veleroBackupsOf(name: string): Promise<readonly string[]> {
  const found = await cluster.kubernetes.listAll<Backup>(backupType, { namespace: "velero" });
  return found.map(({ metadata }) => metadata.name).filter((one) => one.includes(`-${name}-20`));
}

async function untilEnded(name: string, count: number): Promise<void> {
  await waitFor(
    async () => {
      const { lastRun } = await showSchedule(contextWith(), name);
      const all = await setsOf(name);
      return all.length === count && lastRun?.outcome.kind === "complete" ? lastRun : undefined;
    },
    {
      what: `${count} complete backups of ${name}`,
      deadlineSeconds: 120,
      intervalMilliseconds: 300,
      evidence: async () => JSON.stringify(await showSchedule(contextWith(), name)),
    },
  );
}

async function license(issue: number, isSnapshotSupported: boolean): Promise<void> {
  const next = plainRelease({ slug: "guestbook", keys, license: { issue, isSnapshotSupported } }).license;
  await updateLicense(cluster.context(), { slug: "guestbook", license: next });
}

describe("schedules on a cluster", () => {
  it("weak point 31: two servers at once make one set of a time; what is missed while none runs is made up for once", async () => {
    await schedule("nightly");
    const stops = [serve(), serve()];
    toNextHour();
    await untilEnded("nightly", 1);
    await Promise.all(stops.map((stop) => stop()));

    toNextHour(3);
    expect((await showSchedule(contextWith(), "nightly")).missed).toEqual([]);
    ahead += 5 * minutes;
    expect((await showSchedule(contextWith(), "nightly")).state).toMatchObject({ kind: "late" });
    const again = [serve(), serve()];
    await untilEnded("nightly", 2);
    await Promise.all(again.map((stop) => stop()));
    const view = await showSchedule(contextWith(), "nightly");
    expect(view.missed.map(({ reason }) => reason)).toEqual([
      "Holdfast did not run at that time, or its clock was set forward over it.",
      "Holdfast did not run at that time, or its clock was set forward over it.",
    ]);
    expect(view.state).toEqual({ kind: "active" });
    expect(await veleroBackupsOf("nightly")).toHaveLength(2);
    await deleteSchedule(contextWith(), "nightly");
    expect(await veleroBackupsOf("nightly")).toHaveLength(2);
    expect(await listLedgers(cluster.kubernetes)).toEqual([]);
  });

  it("weak point 32: wait while their application is locked, and begin when it is free", async () => {
    await schedule("locked");
    const stop = serve();
    await withLock(
      cluster.context(),
      { kind: "application", slug: "guestbook" },
      { operationId: "deploy-1", work: "deployment of guestbook" },
      async () => {
        toNextHour();
        const waiting = await waitFor(
          async () => {
            const { state } = await showSchedule(contextWith(), "locked");
            return state.kind === "waiting" && state.reason.includes("deployment") ? state : undefined;
          },
          { what: "the schedule to say that it waits", deadlineSeconds: 60 },
        );
        expect(waiting.reason).toMatch(/^Application guestbook is in use: deployment of guestbook, since /u);
        expect(await setsOf("locked")).toEqual([]);
      },
    );
    await untilEnded("locked", 1);
    await stop();
    await deleteSchedule(contextWith(), "locked");
  });

  it("weak point 36: rest while the license is lost, say so, and go on when it is back", async () => {
    await schedule("licensed");
    const stop = serve();
    await license(2, false);
    const paused = await showSchedule(contextWith(), "licensed");
    expect(paused.state).toMatchObject({ kind: "paused" });
    expect(paused.paused?.reason).toMatch(/^The license of guestbook does not allow backups. Not entitled since /u);
    toNextHour();
    await waitFor(
      async () => ((await showSchedule(contextWith(), "licensed")).missed.length === 1 ? true : undefined),
      { what: "the time to be missed", deadlineSeconds: 60 },
    );
    await license(3, true);
    expect((await showSchedule(contextWith(), "licensed")).state).toEqual({ kind: "active" });
    toNextHour();
    await untilEnded("licensed", 1);
    await stop();
    await deleteSchedule(contextWith(), "licensed");
  });

  it("that are paused make nothing, and do not make it up; a backup by hand is made all the same", async () => {
    await schedule("paused", { ...ofGuestbook, when: "every day at 00:00" });
    const stop = serve();
    await pauseSchedule(contextWith(), "paused", "works at the store");
    // The server has seen it.
    await sleep(1_000);
    ahead += 50 * hour;
    await sleep(11_000);
    expect(await setsOf("paused")).toEqual([]);
    const view = await showSchedule(contextWith(), "paused");
    expect(view).toMatchObject({ next: [], state: { kind: "paused", reason: "Paused by tester: works at the store" } });
    expect((await runScheduleNow(cluster.context(), "paused")).set).toMatch(/^m-/u);
    await resumeSchedule(contextWith(), "paused");
    const resumed = await showSchedule(contextWith(), "paused");
    expect(resumed).toMatchObject({ missed: [], state: { kind: "active" } });
    expect(resumed.next).toHaveLength(5);
    await stop();
    await deleteSchedule(contextWith(), "paused");
  });

  it("weak point 30: that cannot begin say why, try again, and do not hold up the others", async () => {
    await schedule("broken");
    await cluster.kubernetes.patch(
      {
        group: "holdfast.dev",
        version: "v1alpha1",
        kind: "BackupSchedule",
        plural: "backupschedules",
        namespaced: true,
      },
      { name: "broken", namespace: "holdfast" },
      { kind: "merge", body: { spec: { destination: "nowhere" } } },
    );
    await schedule("sound");
    await cluster.kubernetes.create(
      {
        group: "holdfast.dev",
        version: "v1alpha1",
        kind: "BackupSchedule",
        plural: "backupschedules",
        namespaced: true,
      },
      {
        apiVersion: "holdfast.dev/v1alpha1",
        kind: "BackupSchedule",
        metadata: { name: "unreadable", namespace: "holdfast" },
        spec: { id: "unreadable", cron: "61 * * * *", timeZone: "UTC" },
      } as never,
    );
    const stop = serve();
    toNextHour();
    await untilEnded("sound", 1);
    const views = await listSchedules(contextWith());
    expect(views.find(({ name }) => name === "broken")?.state).toMatchObject({
      kind: "waiting",
      reason: expect.stringContaining("nowhere") as string,
    });
    expect(views.find(({ name }) => name === "unreadable")?.state).toMatchObject({
      kind: "invalid",
      reason: expect.stringContaining('"61" is not a minute') as string,
    });
    await stop();
    for (const name of ["broken", "sound", "unreadable"]) await deleteSchedule(contextWith(), name);
  });

  it("weak point 35: of everything and of one application that come at once are made one after the other", async () => {
    await schedule("everything", {});
    await schedule("one");
    serve();
    toNextHour();
    await untilEnded("everything", 1);
    await untilEnded("one", 1);
    const parts = (await veleroBackupsOf("everything")).map((name) => name.split("-").at(-1));
    expect(new Set(parts)).toEqual(new Set(["console", "guestbook"]));
    for (const { missed } of await listSchedules(contextWith())) expect(missed).toEqual([]);
  });

  it("of Velero's own are shown as made outside Holdfast, and left alone", async () => {
    const theirs: Schedule = {
      apiVersion: "velero.io/v1",
      kind: "Schedule",
      metadata: { name: "theirs", namespace: "velero" },
      spec: { schedule: "0 4 * * *", template: {}, paused: true },
    };
    await cluster.kubernetes.create(veleroScheduleType, theirs);
    expect(await listOutsideSchedules(contextWith())).toEqual([
      { name: "theirs", namespace: "velero", cron: "0 4 * * *", paused: true },
    ]);
  });
});

describe.each(["before", "after"] as const)("a server that dies %s a write", (when) => {
  it("weak point 31: leaves a time of which the next one makes one set", { timeout: 15 * minutes }, async () => {
    for (let death = 0, died = true; died; death += stride) {
      const name = `death-${when}-${death}`;
      await schedule(name);
      died = await fireAndDie(when, death);
      const stop = serve();
      await untilEnded(name, 1);
      await stop();
      expect(await veleroBackupsOf(name)).toHaveLength(1);
      const view = await showSchedule(contextWith(), name);
      expect(view.missed).toEqual([]);
      await deleteSchedule(contextWith(), name);
    }
  });
});

/** Carries the schedules out until the n-th write, where every request of this server fails; false when there were fewer. */
async function fireAndDie(when: "before" | "after", death: number): Promise<boolean> {
  let left = death;
  let dead = false;
  const dies = (): void => {
    if (left-- > 0) return;
    dead = true;
    throw new Killed();
  };
  toNextHour();
  const stop = serve({ [when]: dies });
  const written = async () => {
    const [stored] = await listLedgers(cluster.kubernetes);
    return dead || stored?.ledger.lastRun !== undefined ? true : undefined;
  };
  await waitFor(written, { what: "the server to die or to begin the backup", deadlineSeconds: 60 });
  await stop();
  return dead;
}
