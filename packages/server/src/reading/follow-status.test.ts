import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { applicationType } from "@holdfast/operations";
import type { Context } from "@holdfast/operations";
import { afterEach, describe, expect, it } from "vitest";
import { followStatus } from "./follow-status.ts";

let stop = new AbortController();

afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

function application(slug: string) {
  const spec = { id: slug, slug, title: slug, namespaces: [slug], sequence: 1, versionLabel: "1", publicKey: "k" };
  return { apiVersion: "holdfast.dev/v1alpha1", kind: "Application", metadata: { name: slug, namespace: slug }, spec };
}

/** Time stands still; nothing is read again by itself. */
function contextOn(kubernetes: Context["kubernetes"]): Context {
  return {
    kubernetes,
    clock: {
      now: () => Date.parse("2026-06-15T12:00:00Z"),
      sleep: (_, signal) =>
        new Promise((resolve) => {
          signal?.addEventListener("abort", () => resolve(), { once: true });
        }),
    },
    randomId: (length) => "0".repeat(length),
    requestedBy: "controller",
    version: "0.1.0",
    consoleNamespace: "holdfast",
    signal: stop.signal,
    report: () => undefined,
  };
}

function noSets(): readonly BackupSet[] {
  return [];
}

function mistake(): Promise<never> {
  return Promise.reject(new TypeError("no such thing"));
}

describe("the status from memory", () => {
  it("says that it does not know until the cluster was read, and then what is there", async () => {
    const kubernetes = createFakeClient({ types: [applicationType], objects: [application("guestbook")] });
    const status = followStatus(contextOn(kubernetes), noSets);
    expect(status.readAt()).toBeUndefined();
    expect(status.status()).toMatchObject({ worst: "unknown" });
    expect(status.status().sentence).toContain("only just started");
    await status.refresh();
    expect(status.status().applications).toMatchObject([{ slug: "guestbook" }]);
    expect(status.readAt()).toBeDefined();
  });

  it("takes the sets as they are now, and the reason when they cannot be followed", async () => {
    const kubernetes = createFakeClient({ types: [applicationType], objects: [application("guestbook")] });
    let sets: () => readonly BackupSet[] = noSets;
    const status = followStatus(contextOn(kubernetes), () => sets());
    await status.refresh();
    expect(status.facts().sets).toEqual({ kind: "known", value: [] });
    sets = () => {
      throw new Fault("velero-not-found", "There is no Velero in this cluster");
    };
    expect(status.facts().sets).toEqual({ kind: "unknown", reason: "There is no Velero in this cluster" });
    expect(status.status().worst).toBe("unknown");
  });

  it("says that it does not know when reading fails by a mistake, instead of giving an old answer", async () => {
    const kubernetes = createFakeClient({ types: [applicationType], objects: [application("guestbook")] });
    const status = followStatus(contextOn({ ...kubernetes, listAll: mistake }), noSets);
    await expect.poll(() => status.status().sentence).toContain("no such thing");
    expect(status.status().worst).toBe("unknown");
  });

  it("lists no Backups: they are in memory already", async () => {
    const kubernetes = createFakeClient({ types: [applicationType] });
    const listed: string[] = [];
    const listAll: Context["kubernetes"]["listAll"] = (type, query) => {
      listed.push(type.kind);
      return kubernetes.listAll(type, query);
    };
    await followStatus(contextOn({ ...kubernetes, listAll }), noSets).refresh();
    expect(listed).toContain("Application");
    expect(listed).not.toContain("Backup");
  });
});
