import { Fault } from "@holdfast/domain";
import { describe, expect, test } from "vitest";
import { createApi } from "./create-api.ts";
import { describeApi } from "./describe-api.ts";
import type { Handlers } from "./handlers.ts";

function refuse(): Promise<never> {
  return Promise.reject(new Fault("velero-not-found", "There is no Velero"));
}

const handlers: Handlers = {
  signIn: refuse,
  showSession: refuse,
  signOut: refuse,
  listApplications: refuse,
  showApplication: refuse,
  listBackups: async ({ limit }) => ({ items: [], total: limit }),
  startBackup: refuse,
  showBackup: refuse,
  deleteBackup: refuse,
  readBackupLogs: async () => new Blob(["a line of the log"]).stream(),
  planRestore: refuse,
  startRestore: refuse,
  listRestores: refuse,
  showRestore: refuse,
  planUndo: refuse,
  startUndo: refuse,
  listOperations: refuse,
  showOperation: refuse,
  resumeOperation: refuse,
  cancelOperation: refuse,
  giveUpOperation: refuse,
  showRecoveryKit: refuse,
  showStatus: refuse,
  listSchedules: refuse,
  proposeSchedule: refuse,
  createSchedule: refuse,
  pauseSchedule: refuse,
  resumeSchedule: refuse,
  runSchedule: refuse,
  deleteSchedule: refuse,
  previewRetention: refuse,
  holdBackup: refuse,
  releaseBackup: refuse,
  listChannels: refuse,
  setChannel: refuse,
  testChannel: refuse,
  removeChannel: refuse,
};

function api() {
  const app = createApi(handlers);
  app.onError((error, call) => call.json({ code: error instanceof Fault ? error.code : "bug" }, 400));
  return app;
}

describe("the API", () => {
  test("parses a request before it is handled", async () => {
    expect(await (await api().request("/backups?limit=7")).json()).toEqual({ items: [], total: 7 });
  });

  test("refuses what does not fit the schema as bad input, not as a bug", async () => {
    expect(await (await api().request("/backups?limit=many")).json()).toEqual({ code: "invalid-argument" });
  });

  test("lets faults of the handlers through to the server's one place for them", async () => {
    expect(await (await api().request("/operations")).json()).toEqual({ code: "velero-not-found" });
  });

  test("streams logs as text", async () => {
    const answer = await api().request("/backups/m-1/members/m-1-guestbook/logs");
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.text()).toBe("a line of the log");
  });

  test("describes each of its addresses in the OpenAPI document", () => {
    const document = describeApi(createApi(handlers), "0.1.0");
    expect(Object.keys(document.paths ?? {})).toEqual(
      expect.arrayContaining([
        "/session",
        "/backups",
        "/backups/{name}/members/{backup}/logs",
        "/applications/{slug}",
        "/restore-plans",
        "/restores",
        "/restores/{name}/undo",
        "/operations/{id}/cancel",
        "/recovery-kit",
        "/schedules/{name}/pause",
        "/retention",
        "/notifications/{name}/test",
        "/operations/{id}/resume",
      ]),
    );
  });
});
