import { createApi } from "@holdfast/api";
import type { Handlers } from "@holdfast/api";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { testContext } from "../../../operations/test-support/test-context.ts";
import { respondToError } from "../http/respond-to-error.ts";
import { createLog } from "../log.ts";
import { backupHandlers } from "./backup-handlers.ts";
import type { HandlerParts } from "./handler-parts.ts";

/** The deletion of a backup in a cluster without Velero: what is judged before that is what is seen. */
async function remove(body: object): Promise<unknown> {
  const parts = {
    sessions: { require: () => Promise.resolve({ user: "admin", expiresAt: 0 }) },
    contextFor: () => testContext(createFakeClient()),
  } as unknown as HandlerParts;
  const app = new Hono();
  app.onError(respondToError(createLog("silent")));
  app.route("/", createApi(backupHandlers(parts) as Handlers));
  const headers = { "Content-Type": "application/json" };
  const answer = await app.request("/backups/m-1", { method: "DELETE", headers, body: JSON.stringify(body) });
  return answer.json();
}

describe("the deletion of a backup", () => {
  it("is refused before anything is looked at unless its name was typed", async () => {
    expect(await remove({ confirmation: "m-2" })).toMatchObject({ code: "confirmation-missing" });
    expect(await remove({})).toMatchObject({ code: "invalid-argument" });
  });

  it("goes on when its name was typed", async () => {
    expect(await remove({ confirmation: "m-1" })).toMatchObject({ code: "velero-not-found" });
  });
});
