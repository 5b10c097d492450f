import { deployments, secrets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driveAndDie } from "../../test-support/drive-and-die.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { runPods } from "../../test-support/run-pods.ts";
import { createBackup } from "../backups/create-backup.ts";
import { resetConsolePassword } from "../installation/console-password.ts";
import { installServer } from "../installation/install-server.ts";
import { passwordSecretName, verifyPassword } from "../installation/password.ts";
import { readManifests } from "../installation/read-manifests.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { driveOperation } from "../running/drive-operation.ts";

/** Every write when the long tests are asked for, else every twelfth. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 12 : 1;
const minutes = 60_000;
const image = "localhost/holdfast:0.1.0";
const server = { namespace: "holdfast", name: "holdfast" };

let cluster: RealCluster;
let set: string;
let password: string;
const running = new AbortController();

beforeAll(async () => {
  cluster = await startRealCluster();
  void runPods(cluster.kubernetes, "holdfast", running.signal);
  const context = cluster.context();
  const options = { namespace: "holdfast", image, replicas: 1, version: context.version };
  await cluster.install({ slug: "shop" });
  password = (await installServer(context, await readManifests(), options)).password ?? "";
  const started = await createBackup(context);
  await driveOperation(context, started.operation.id, { role: "cli" });
  set = started.set;
});

afterAll(async () => {
  running.abort();
  await cluster?.stop();
});

async function newRestore(): Promise<string> {
  const context = cluster.context();
  await resetConsolePassword(context);
  const request = {
    set,
    scope: { kind: "console" },
    safety: true,
    allowPartiallyFailed: false,
    accepted: ["os-family", "architecture", "install-method"],
  } as const;
  return (await createRestore(context, request, await previewRestore(context, request))).id;
}

describe.each(["before", "after"] as const)("a command that dies %s a write of a console's restore", (when) => {
  it("leaves a console that the next one brings back whole", { timeout: 40 * minutes }, async () => {
    for (let death = 0, died = true; died; death += stride) {
      const id = await newRestore();
      died = await driveAndDie(cluster, id, { when, write: death });
      const outcome = await driveOperation(cluster.context(), id, { role: "cli", takeOver: true });
      expect(outcome, `death ${when} write ${death}`).toMatchObject({ kind: "done" });
      expect(await listLocks(cluster.kubernetes)).toEqual([]);
      expect(await cluster.kubernetes.get(deployments, server)).toMatchObject({
        spec: { replicas: 1, template: { spec: { containers: [{ image }] } } },
        status: { readyReplicas: 1 },
      });
      expect(await verifyPassword(password, await passwordHash())).toBe(true);
    }
  });
});

async function passwordHash(): Promise<string> {
  const name = { namespace: "holdfast", name: passwordSecretName };
  const secret = await cluster.kubernetes.get<KubernetesObject & { readonly data?: Record<string, string> }>(
    secrets,
    name,
  );
  return Buffer.from(secret?.data?.["hash"] ?? "", "base64").toString("utf8");
}
