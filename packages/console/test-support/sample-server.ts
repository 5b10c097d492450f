/**
 * Serves the built pages with sample answers, so that screens can be looked at and tested without a cluster:
 *
 *     node packages/console/test-support/sample-server.ts 8090
 *
 * The password is "sample". Whatever is asked to be done is answered, and nothing happens.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { apiBase, createApi, eventsPath, httpStatusOf } from "@holdfast/api";
import type { Handlers } from "@holdfast/api";
import { Fault, viewFault } from "@holdfast/domain";
import { serveFiles } from "@holdfast/server";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { streamSSE } from "hono/streaming";
import { sampleApplication, samplePlan, sampleRestore, sampleUndo } from "./sample-restores.ts";
import { sampleChannels, sampleRetention, sampleSchedules } from "./sample-standing.ts";
import { sampleStatus } from "./sample-status.ts";
import { sample } from "./sample-views.ts";

const session = { user: "admin", expiresAt: new Date(Date.now() + 3_600_000).toISOString(), version: "0.1.0" };

function now() {
  return sample(Date.now());
}

function sampleHandlers(): Handlers {
  return {
    signIn({ password }, call) {
      if (password !== "sample")
        throw new Fault("wrong-password", "The password is not right", { remedy: "It is: sample" });
      setCookie(call, "sample", "1", { httpOnly: true, sameSite: "Strict", path: "/" });
      return Promise.resolve(session);
    },
    showSession: () => Promise.resolve(session),
    signOut: () => Promise.resolve(),
    listApplications: () => Promise.resolve(now().applications),
    listBackups: () => Promise.resolve({ items: now().sets, total: now().sets.length }),
    startBackup: () => Promise.resolve({ name: "m-1", operation: "restore-4k2m9x", notIncluded: [] }),
    showBackup(name) {
      const found = now().detail(name);
      if (found === undefined)
        throw new Fault("backup-not-found", `There is no backup ${name}`, { remedy: "Look at the list of snapshots" });
      return Promise.resolve(found);
    },
    deleteBackup: () => Promise.resolve({ operation: "restore-4k2m9x" }),
    readBackupLogs: ({ backup }) =>
      Promise.resolve(new Blob([`time="…" level=info msg="Setting up backup log" backup=velero/${backup}\n`]).stream()),
    ...sampleRestores(),
    ...sampleStanding(),
    listOperations: () => Promise.resolve(now().operations),
    showOperation(id) {
      const found = now().operations.find((operation) => operation.id === id);
      if (found === undefined)
        throw new Fault("operation-not-found", `There is no operation ${id}`, {
          remedy: "Look at the list of operations",
        });
      return Promise.resolve(found);
    },
    resumeOperation: (id) => Promise.resolve({ operation: id }),
    cancelOperation: (id) => Promise.resolve({ operation: id }),
    giveUpOperation: () => Promise.reject(new Fault("not-cancellable", "The sample gives nothing up")),
    showApplication(slug) {
      const found = sampleApplication(slug, Date.now());
      if (found === undefined) throw new Fault("application-not-found", `There is no application ${slug}`);
      return Promise.resolve(found);
    },
  };
}

type StandingHandlers = Pick<
  Handlers,
  | "listSchedules"
  | "proposeSchedule"
  | "createSchedule"
  | "pauseSchedule"
  | "resumeSchedule"
  | "runSchedule"
  | "deleteSchedule"
  | "previewRetention"
  | "holdBackup"
  | "releaseBackup"
  | "listChannels"
  | "setChannel"
  | "testChannel"
  | "removeChannel"
>;

function sampleStanding(): StandingHandlers {
  const [schedule] = sampleSchedules(Date.now()).items;
  if (schedule === undefined) throw new Error("the sample has schedules");
  return {
    listSchedules: () => Promise.resolve(sampleSchedules(Date.now())),
    proposeSchedule({ when, timeZone }) {
      if (when === "sometimes") {
        throw new Fault("invalid-argument", "The schedule's time cannot be read.", { remedy: "Give plain words" });
      }
      return Promise.resolve({ cron: "30 2 * * *", when: "every day at 02:30", timeZone, next: schedule.next });
    },
    createSchedule: () => Promise.resolve(schedule),
    pauseSchedule: () => Promise.resolve(schedule),
    resumeSchedule: () => Promise.resolve(schedule),
    runSchedule: () => Promise.resolve({ name: "m-1", operation: "restore-4k2m9x", notIncluded: [] }),
    deleteSchedule: () => Promise.resolve(),
    previewRetention: () => Promise.resolve(sampleRetention(Date.now())),
    holdBackup: () => Promise.resolve(),
    releaseBackup: () => Promise.resolve(),
    listChannels: () => Promise.resolve(sampleChannels(Date.now())),
    setChannel: () => Promise.resolve(),
    testChannel: () => Promise.resolve({ sent: false, reason: "it answered 503 Service Unavailable" }),
    removeChannel: () => Promise.resolve(),
  };
}

type RestoreHandlers = Pick<
  Handlers,
  | "planRestore"
  | "startRestore"
  | "listRestores"
  | "showRestore"
  | "planUndo"
  | "startUndo"
  | "showRecoveryKit"
  | "showStatus"
>;

function sampleRestores(): RestoreHandlers {
  return {
    planRestore(request) {
      if (request.scope.kind !== "applications")
        throw new Fault("command-line-only", "A restore that replaces the console is made at the command line.", {
          remedy: `Run \`holdfast restore create --from-backup ${request.backupSet} --full\``,
        });
      return Promise.resolve(samplePlan(request, Date.now()));
    },
    startRestore: () => Promise.resolve({ operation: "restore-4k2m9x" }),
    listRestores: () => Promise.resolve([sampleRestore(Date.now())]),
    showRestore: () => Promise.resolve(sampleRestore(Date.now())),
    planUndo: (name, request) => Promise.resolve(sampleUndo(name, request, Date.now())),
    startUndo: () => Promise.resolve({ operation: "restore-4k2m9x" }),
    showStatus: () => Promise.resolve(sampleStatus(Date.now())),
    showRecoveryKit: () =>
      Promise.resolve({
        reminder:
          "there is no recovery kit: if this cluster is lost, so is the password of the volumes' backups. Make one: holdfast recovery kit export --to FILE",
      }),
  };
}

export interface SampleServer {
  readonly address: string;
  close(): void;
}

export async function startSampleServer(port = 0): Promise<SampleServer> {
  const app = new Hono();
  app.onError((error, call) => {
    if (error instanceof Fault) return call.json(viewFault(error), httpStatusOf(error.code));
    throw error;
  });
  app.use(`${apiBase}/*`, async (call, next) => {
    const signingIn = call.req.method === "POST" && call.req.path === `${apiBase}/session`;
    if (!signingIn && getCookie(call, "sample") === undefined)
      throw new Fault("not-signed-in", "You are not signed in");
    await next();
  });
  app.get(eventsPath, (call) =>
    streamSSE(call, async (stream) => {
      await stream.writeSSE({ data: JSON.stringify({ kind: "everything" }) });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
    }),
  );
  app.route(apiBase, createApi(sampleHandlers()));
  app.use(await serveFiles(join(import.meta.dirname, "../dist")));
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

if (import.meta.main) process.stdout.write(`${(await startSampleServer(Number(process.argv[2] ?? 8090))).address}\n`);
