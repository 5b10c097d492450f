import { setTimeout as sleep } from "node:timers/promises";
import { stoppingChecks } from "@holdfast/domain";
import { ApiError, configMaps, customResourceDefinitions, namespaces } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainRelease } from "../../test-support/plain-release.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { runPods } from "../../test-support/run-pods.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { findApplication, knownApplications } from "../applications/find-application.ts";
import { installApplication } from "../applications/install-application.ts";
import { removeApplication } from "../applications/remove-application.ts";
import { generateVendorKeys } from "../applications/signatures.ts";
import { createBackup } from "../backups/create-backup.ts";
import { applyDefinitions } from "../installation/apply-definitions.ts";
import { installServer } from "../installation/install-server.ts";
import { readManifests } from "../installation/read-manifests.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import type { RestoreRequest } from "../restores/restore-request.ts";
import { carryOut } from "../running/carry-out.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

const image = "localhost/holdfast:0.1.0";
const definition = { name: "applications.holdfast.dev" };
const keys = generateVendorKeys();
const shop = plainRelease({ slug: "shop", keys });
const given = { values: {}, files: {} };
const running = new AbortController();

let cluster: RealCluster;
let set: string;

beforeAll(async () => {
  cluster = await startRealCluster();
  void runPods(cluster.kubernetes, "holdfast", running.signal);
  const context = cluster.context();
  await installServer(context, await readManifests(), {
    namespace: "holdfast",
    image,
    replicas: 1,
    version: context.version,
  });
  await cluster.install({ slug: "guestbook" });
  await installApplication(context, { ...shop, given });
  set = (await backUp()).set;
});

afterAll(async () => {
  running.abort();
  await cluster?.stop();
});

async function backUp(application?: string) {
  const started = await createBackup(cluster.context(), application === undefined ? {} : { application });
  await carryOut(cluster.context(), started.operation.id, { driver: "cli" });
  return started;
}

async function restore(request: RestoreRequest) {
  const { id } = await createRestore(cluster.context(), request, await previewRestore(cluster.context(), request));
  return carryOut(cluster.context(), id, { driver: "cli" });
}

async function greeting(slug: string): Promise<string | undefined> {
  const settings = { namespace: slug, name: "settings" };
  return (await cluster.kubernetes.get<ConfigMap>(configMaps, settings))?.data?.["greeting"];
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await look()) return;
    await sleep(100);
  }
  throw new Error(`${what} within a minute`);
}

/** A program that dies at its first write of this kind, and with it everything that it would still have tidied up. */
function dyingAt(write: string): KubernetesClient {
  let isDead = false;
  return watchWrites(cluster.kubernetes, {
    before(seen) {
      isDead ||= seen === write;
      if (isDead)
        throw new ApiError({ status: 403, reason: "Forbidden", request: seen, message: "the program is dead" });
    },
  });
}

describe("an application whose installation died half-way", () => {
  it("is in no backup and named with the reason; a restore brings it back whole", async () => {
    const context = cluster.context();
    await removeApplication(context, { slug: "shop", deleteData: true });
    const dying = cluster.context({ kubernetes: dyingAt("apply ConfigMap") });
    await expect(installApplication(dying, { ...shop, given })).rejects.toThrow(/not allow|the program is dead/u);
    expect((await findApplication(context, "shop")).deploying).toBeDefined();
    expect(await greeting("shop")).toBeUndefined();

    await expect(createBackup(context, { application: "shop" })).rejects.toMatchObject({
      code: "application-not-backupable",
      details: { reason: expect.stringContaining("has not ended") as unknown },
    });
    const full = await backUp();
    expect(full.notIncluded).toMatchObject([{ part: "shop", because: "not-backupable" }]);

    await restore({ ...applicationsRequest(set, ["shop"]), safety: false });
    expect((await findApplication(context, "shop")).deploying).toBeUndefined();
    expect(await greeting("shop")).toBe("hello");
    expect((await backUp("shop")).notIncluded).toEqual([]);
  });
});

describe("a namespace that is being deleted and does not go", () => {
  const held = { namespace: "guestbook", name: "held" };
  const finalizer = "vendor.example.com/keep";

  it("is named with the finalizer that holds it, before a backup and before a restore", async () => {
    const { kubernetes } = cluster;
    const context = cluster.context();
    const metadata = { ...held, finalizers: [finalizer] };
    await kubernetes.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata });
    await kubernetes.delete(namespaces, { name: "guestbook" });
    await until("the namespace to say what holds it", async () => {
      const { checks } = await previewRestore(context, applicationsRequest(set, ["guestbook"]));
      return checks.some(({ code, message }) => code === "namespace-terminating" && message.includes(finalizer));
    });
    const full = await createBackup(context);
    await carryOut(context, full.operation.id, { driver: "cli" });
    expect(full.operation.input).toMatchObject({ slugs: ["shop"] });

    await kubernetes.patch(configMaps, held, { kind: "merge", body: { metadata: { finalizers: null } } });
    await until("the namespace to be gone", async () => {
      return (await kubernetes.get(namespaces, { name: "guestbook" })) === undefined;
    });
    await restore({ ...applicationsRequest(set, ["guestbook"]), safety: false });
    expect(await greeting("guestbook")).toBe("hello");
  });
});

async function deleteDefinition(): Promise<void> {
  await cluster.kubernetes.delete(customResourceDefinitions, definition);
  await until("the definition to be gone", async () => {
    return (await cluster.kubernetes.get(customResourceDefinitions, definition)) === undefined;
  });
}

describe("Holdfast's definitions deleted, and with them the records of all applications", () => {
  const gone = { code: "holdfast-not-installed", message: "Holdfast's definitions are gone from this cluster." };

  it("is said by every command that needs them, with the way back; a full restore brings all of it back", async () => {
    const context = cluster.context();
    await deleteDefinition();
    await expect(knownApplications(context)).rejects.toMatchObject({
      ...gone,
      details: { reason: expect.stringContaining("guestbook, shop") as unknown },
    });
    await expect(findApplication(context, "shop")).rejects.toMatchObject(gone);
    await expect(createBackup(context)).rejects.toMatchObject(gone);
    const { checks } = await previewRestore(context, applicationsRequest(set, ["shop"]));
    expect(stoppingChecks(checks, [])).toContainEqual(expect.objectContaining({ code: gone.code }));

    const all = { set, scope: { kind: "full" }, safety: false, allowPartiallyFailed: false, accepted: [] } as const;
    await restore(all);
    expect((await knownApplications(context)).map(({ slug }) => slug)).toEqual(["guestbook", "shop"]);
    expect(await greeting("shop")).toBe("hello");
  });

  it("an installation makes the definitions anew; then each application is restored", async () => {
    const context = cluster.context();
    await deleteDefinition();
    await applyDefinitions(context, await readManifests());
    await restore({ ...applicationsRequest(set, ["shop"]), safety: false });
    expect((await knownApplications(context)).map(({ slug }) => slug)).toEqual(["shop"]);
  });
});
