import { read } from "@holdfast/api";
import type { BackupSetView, OperationView } from "@holdfast/api";
import { secrets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { hashPassword, passwordSecretKey, passwordSecretName } from "@holdfast/operations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRealCluster } from "../../operations/test-support/real-cluster.ts";
import type { RealCluster } from "../../operations/test-support/real-cluster.ts";
import { startServerProcess } from "../test-support/server-process.ts";
import type { ServerProcess } from "../test-support/server-process.ts";
import { postPassword, signIn, withCookie } from "../test-support/signed-in.ts";
import type { SignedIn } from "../test-support/signed-in.ts";

const password = "right-horse-battery";
const followMilliseconds = 120_000;
const longest = { timeout: followMilliseconds + 60_000 };

let cluster: RealCluster;
let first: ServerProcess;
let second: ServerProcess;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  await cluster.install({ slug: "silent", shipsBackup: false });
  await writePassword(password);
  const { kubeconfigPath } = cluster.plane;
  first = await startServerProcess({ kubeconfigPath, identity: "first" });
  await first.logged("leading");
  second = await startServerProcess({ kubeconfigPath, identity: "second" });
  await Promise.all([first, second].map(awaitSets));
});

afterAll(async () => {
  await second?.end("SIGKILL");
  await first?.end("SIGKILL");
  await cluster?.stop();
});

describe("signing in", () => {
  test("sets a cookie that scripts cannot read and other sites cannot send", async () => {
    const answer = await postPassword(first.address, password);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly.*SameSite=Strict/);
  });

  test("is refused with a wrong password, and the answer holds no hash", async () => {
    const answer = await postPassword(first.address, "wrong");
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain("scrypt");
  });

  test("is needed for everything but health", async () => {
    expect((await fetch(`${first.address}/api/v1/backups`)).status).toBe(401);
    expect((await fetch(`${first.address}/healthz`)).status).toBe(200);
  });

  test("holds at every replica", async () => {
    const { cookie } = await signIn(first.address, password);
    const elsewhere = withCookie(second.address, cookie);
    expect(await read(elsewhere.client.session.$get())).toMatchObject({ user: "admin" });
  });
});

describe("two replicas", () => {
  test("both list what is installed, with the reason why one application cannot be included", async () => {
    for (const server of [first, second]) {
      const { client } = await signIn(server.address, password);
      expect((await read(client.applications.$get())).items).toMatchObject([
        { slug: "guestbook", coverage: { kind: "included" } },
        { slug: "silent", coverage: { kind: "left-out", reason: expect.stringContaining("kind: Backup") } },
      ]);
    }
  });

  test(
    "a snapshot started at one is driven by the leader and followed by events at both to its end",
    longest,
    async () => {
      const here = await signIn(second.address, password);
      const there = await signIn(first.address, password);
      const { name, operation } = await read(here.client.backups.$post({ json: {} }));
      for (const state of await Promise.all([here, there].map((browser) => followOperation(browser, operation)))) {
        expect(state).toMatchObject({ stage: "done" });
      }
      expect(await findSet(there, name)).toMatchObject({
        state: "complete",
        applications: ["guestbook"],
        console: true,
      });
      const detail = await read(here.client.backups[":name"].$get({ param: { name } }));
      expect(detail.members.map((member) => member.stage)).toEqual(["completed", "completed"]);
      expect(detail.members[0]).not.toHaveProperty("unread");
      const log = await fetch(`${first.address}/api/v1/backups/${name}/members/${name}-guestbook/logs`, {
        headers: { cookie: there.cookie },
      });
      expect(await log.text()).toContain(`velero/${name}-guestbook`);
    },
  );

  test("ten open pages that read the list add no list at the API server", async () => {
    const browser = await signIn(first.address, password);
    const closing = new AbortController();
    const before = await countBackupLists();
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        await browser.changes(closing.signal).next();
        await read(browser.client.backups.$get({ query: {} }));
      }),
    );
    closing.abort();
    expect(await countBackupLists()).toBe(before);
  });
});

describe("the answer to am I safe", () => {
  test("is one sentence, then each application with its last good snapshot, at every replica", async () => {
    for (const server of [first, second]) {
      const { client } = await signIn(server.address, password);
      // The facts beside the backups are read again a moment after they changed.
      await expect
        .poll(async () => (await read(client.status.$get())).sentence, { timeout: 20_000 })
        .toMatch(/^Not safe: there is no good backup of silent/u);
      const { applications, problems } = await read(client.status.$get());
      expect(applications.map(({ slug, state }) => [slug, state])).toContainEqual(["silent", "never"]);
      expect(applications.find(({ slug }) => slug === "guestbook")?.lastGood?.set).toMatch(/^m-/u);
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});

describe("schedules", () => {
  test("are made, told to the pages of every replica, paused, and deleted", async () => {
    const here = await signIn(first.address, password);
    const there = await signIn(second.address, password);
    const proposal = { name: "nightly", when: "every day at 02:30", timeZone: "Europe/Berlin" };
    const wrong = await here.client["schedule-proposals"].$post({ json: { ...proposal, when: "sometimes" } });
    expect(wrong.status).toBe(400);
    const { cron, next } = await read(here.client["schedule-proposals"].$post({ json: proposal }));
    expect([cron, next.length]).toEqual(["30 2 * * *", 5]);
    const told = awaitTopic(there, "schedules");
    await read(here.client.schedules.$post({ json: proposal }));
    await told;
    const schedule = here.client.schedules[":name"];
    const param = { name: "nightly" };
    expect((await read(schedule.pause.$post({ param, json: { reason: "maintenance" } }))).state).toMatchObject({
      kind: "paused",
      reason: expect.stringContaining("maintenance"),
    });
    expect((await read(schedule.resume.$post({ param }))).state.kind).not.toBe("paused");
    expect((await read(there.client.schedules.$get())).items.map(({ name }) => name)).toEqual(["nightly"]);
    const { days, planned, applied } = await read(there.client.retention.$get({ query: { days: 7 } }));
    expect([planned, days.length, applied]).toEqual([7, 7, true]);
    expect((await schedule.$delete({ param })).status).toBe(204);
    expect((await read(there.client.schedules.$get())).items).toEqual([]);
  });
});

describe("notifications", () => {
  test("take secrets and never give them out", async () => {
    const { client } = await signIn(first.address, password);
    const wish = { kind: "webhook", url: "https://chat.example.com/hidden-token", signingKey: "hidden-key" } as const;
    const param = { name: "chat" };
    expect((await client.notifications[":name"].$put({ param, json: wish })).status).toBe(204);
    const answer = await client.notifications.$get();
    const text = JSON.stringify(await answer.json());
    expect(text).toContain("https://chat.example.com");
    expect(text).not.toContain("hidden");
    const refused = await client.notifications[":name"].$put({
      param,
      json: { ...wish, url: "http://169.254.169.254/" },
    });
    expect(refused.status).toBe(400);
    expect((await client.notifications[":name"].$delete({ param })).status).toBe(204);
  });
});

describe("restoring an application", () => {
  let restored: string;
  let request: { readonly backupSet: string; readonly scope: { kind: "applications"; slugs: readonly string[] } };

  beforeAll(async () => {
    const { client } = await signIn(second.address, password);
    const { items } = await read(client.backups.$get({ query: {} }));
    const backupSet = items.find((set) => set.state === "complete")?.name ?? "";
    request = { backupSet, scope: { kind: "applications", slugs: ["guestbook"] } };
  });

  test("is planned first: every check is a value, with what the safety snapshot covers", async () => {
    const { client } = await signIn(second.address, password);
    const plan = await read(client["restore-plans"].$post({ json: request }));
    expect(plan.checks.length).toBeGreaterThan(3);
    expect(plan.checks.filter(({ stops }) => stops)).toEqual([]);
    expect(plan).toMatchObject({
      confirmation: "guestbook",
      command: `holdfast restore create --from-backup ${request.backupSet} --app guestbook`,
      safety: { kind: "taken", applications: ["guestbook"], lacks: [], keptDays: 7 },
      applications: [{ slug: "guestbook", installed: { config: [] } }],
    });
  });

  test("what the backup does not hold is a mistake of the request", async () => {
    const { client } = await signIn(second.address, password);
    const json = { ...request, scope: { kind: "applications" as const, slugs: ["guestbook", "silent"] } };
    const refused = await client["restore-plans"].$post({ json });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: "backup-of-another-application" });
  });

  test("everything or the console alone is left to the command line, with the command to run", async () => {
    const { client } = await signIn(second.address, password);
    for (const [kind, option] of [
      ["full", "--full"],
      ["console", "--console-only"],
    ] as const) {
      const answer = await client["restore-plans"].$post({ json: { ...request, scope: { kind } } });
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({
        code: "command-line-only",
        remedy: expect.stringContaining(`holdfast restore create --from-backup ${request.backupSet} ${option}`),
      });
    }
  });

  test("needs its name typed, and follows the plan that was shown", longest, async () => {
    const browser = await signIn(second.address, password);
    const { hash, applications } = await read(browser.client["restore-plans"].$post({ json: request }));
    expect(applications[0]?.deletes.length).toBeGreaterThan(0);
    const ask = (confirmation: string, plan: string) =>
      browser.client.restores.$post({ json: { ...request, confirmation, plan } });
    expect((await ask("guestbok", hash)).status).toBe(400);
    expect((await ask("guestbook", "another plan")).status).toBe(409);
    restored = (await read(ask("guestbook", hash))).operation;
    expect(await followOperation(browser, restored)).toMatchObject({ stage: "done" });
  });

  test("tells what was compared, and can be undone while its safety snapshot lasts", longest, async () => {
    const browser = await signIn(second.address, password);
    const detail = await read(browser.client.restores[":name"].$get({ param: { name: restored } }));
    expect(detail).toMatchObject({ kind: "restore", set: request.backupSet, undo: { kind: "can" } });
    expect(detail.parts.some(({ report }) => (report?.objects.present ?? 0) > 0)).toBe(true);
    const param = { name: restored };
    const undo = await read(browser.client.restores[":name"]["undo-plan"].$post({ param, json: {} }));
    expect(undo).toMatchObject({ restore: restored, applications: ["guestbook"] });
    expect(undo.plan.checks.filter(({ stops }) => stops)).toEqual([]);
    const { operation } = await read(
      browser.client.restores[":name"].undo.$post({
        param,
        json: { confirmation: undo.plan.confirmation, plan: undo.plan.hash },
      }),
    );
    expect(await followOperation(browser, operation)).toMatchObject({ stage: "done" });
    const { items } = await read(browser.client.restores.$get());
    expect(items.find(({ name }) => name === restored)?.undo).toMatchObject({ kind: "cannot" });
  });
});

describe("an operation", () => {
  test("is cancelled when that is offered, and says what was taken back", longest, async () => {
    const browser = await signIn(second.address, password);
    const { operation: id } = await read(browser.client.backups.$post({ json: { application: "guestbook" } }));
    const operation = browser.client.operations[":id"];
    expect((await operation.cancel.$post({ param: { id } })).status).toBe(202);
    expect(await followOperation(browser, id)).toMatchObject({ stage: "cancelled", by: "admin in the console" });
    expect((await read(operation.$get({ param: { id } }))).endings.cancel.kind).toBe("impossible");
    const { items } = await read(browser.client.operations.$get());
    const done = items.find(({ state }) => state.stage === "done")?.id ?? "";
    const late = await operation.cancel.$post({ param: { id: done } });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ code: "not-cancellable" });
    const left = await operation["give-up"].$post({ param: { id }, json: { confirmation: "guestbook" } });
    expect(left.status).toBe(409);
  });
});

describe("an application", () => {
  test("is shown with what a backup would hold of its data", async () => {
    const { client } = await signIn(second.address, password);
    const shown = await read(client.applications[":slug"].$get({ param: { slug: "guestbook" } }));
    expect(shown).toMatchObject({ slug: "guestbook", coverage: { kind: "included" }, data: { kind: "known" } });
    expect((await client.applications[":slug"].$get({ param: { slug: "nothing" } })).status).toBe(404);
  });
});

describe("the recovery kit", () => {
  test("is asked for until one exists", async () => {
    const { client } = await signIn(second.address, password);
    const { reminder } = await read(client["recovery-kit"].$get());
    expect(reminder ?? "").toContain("holdfast recovery kit export");
  });
});

describe("when the leader is killed", () => {
  test("the other replica takes over and ends what it had begun", longest, async () => {
    const browser = await signIn(second.address, password);
    await first.end("SIGKILL");
    const { operation } = await read(browser.client.backups.$post({ json: { application: "guestbook" } }));
    const state = await followOperation(browser, operation);
    expect(state).toMatchObject({ stage: "done" });
    await second.logged("leading");
  });
});

describe("stopping", () => {
  test("on SIGTERM it ends with 0 and gives the lease up at once", async () => {
    expect(await second.end("SIGTERM")).toEqual({ code: 0 });
    const lease = await cluster.plane.kubectl([
      "-n",
      "holdfast-operations",
      "get",
      "lease",
      "holdfast-controller",
      "-o",
      "json",
    ]);
    expect(JSON.parse(lease)).toMatchObject({ spec: { leaseDurationSeconds: 1 } });
  });
});

async function writePassword(text: string): Promise<void> {
  const data = { [passwordSecretKey]: Buffer.from(await hashPassword(text)).toString("base64") };
  const metadata = { namespace: "holdfast", name: passwordSecretName };
  const secret: KubernetesObject & { readonly data: typeof data } = {
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    data,
  };
  await cluster.kubernetes.create(secrets, secret);
}

/** A server that has only just started is still reading Velero's Backups. */
async function awaitSets(server: ServerProcess): Promise<void> {
  const browser = await signIn(server.address, password);
  for await (const change of browser.changes(AbortSignal.timeout(120_000))) {
    if (change.kind === "everything" && (await browser.client.backups.$get({ query: {} })).ok) return;
  }
  throw new Error("the server did not read Velero's backups within two minutes");
}

async function findSet({ client }: SignedIn, name: string): Promise<BackupSetView | undefined> {
  const { items } = await read(client.backups.$get({ query: {} }));
  return items.find((set) => set.name === name);
}

/** The changes are followed when this returns; the promise in it resolves with the topic's change. */
function awaitTopic(browser: SignedIn, topic: string): Promise<void> {
  return (async () => {
    for await (const change of browser.changes(AbortSignal.timeout(20_000))) {
      if (change.kind === "records" && change.topics.some((one) => one === topic)) return;
    }
    throw new Error(`nothing was told of ${topic}`);
  })();
}

async function followOperation(browser: SignedIn, id: string): Promise<OperationView["state"] | undefined> {
  for await (const change of browser.changes(AbortSignal.timeout(followMilliseconds))) {
    if (change.kind === "backup-sets") continue;
    const answer = await browser.client.operations[":id"].$get({ param: { id } });
    if (!answer.ok) continue;
    const { state } = await read(Promise.resolve(answer));
    if (state.stage === "done" || state.stage === "failed" || state.stage === "cancelled") return state;
  }
  return undefined;
}

/** Of Velero's Backups, as the API server counts them. */
async function countBackupLists(): Promise<number> {
  const metrics = await cluster.plane.kubectl(["get", "--raw", "/metrics"]);
  const lines = metrics
    .split("\n")
    .filter(
      (line) =>
        line.startsWith("apiserver_request_total") &&
        line.includes('resource="backups"') &&
        line.includes('verb="LIST"'),
    );
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
