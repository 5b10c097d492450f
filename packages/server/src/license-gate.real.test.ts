import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { secrets } from "@holdfast/kubernetes";
import { hashPassword, passwordSecretKey, passwordSecretName } from "@holdfast/operations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRealCluster } from "../../operations/test-support/real-cluster.ts";
import type { RealCluster } from "../../operations/test-support/real-cluster.ts";
import { startServerProcess } from "../test-support/server-process.ts";
import type { ServerProcess } from "../test-support/server-process.ts";
import { signIn } from "../test-support/signed-in.ts";

const password = "right-horse-battery";
const program = fileURLToPath(new URL("../../../holdfast", import.meta.url));

let cluster: RealCluster;
let server: ServerProcess;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "shop", license: { isSnapshotSupported: false } });
  await cluster.install({ slug: "late", license: { expires: "2126-01-01T00:00:00Z" } });
  await cluster.install({ slug: "silent", shipsBackup: false });
  await cluster.kubernetes.create(secrets, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace: "holdfast", name: passwordSecretName },
    data: { [passwordSecretKey]: Buffer.from(await hashPassword(password)).toString("base64") },
  });
  server = await startServerProcess({ kubeconfigPath: cluster.plane.kubeconfigPath, identity: "one" });
});

afterAll(async () => {
  await server?.end("SIGKILL");
  await cluster?.stop();
});

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

async function byCommandLine(...args: readonly string[]): Promise<Answer> {
  const child = spawn(program, [...args, "-o", "json", "--quiet"], {
    env: { ...process.env, KUBECONFIG: cluster.plane.kubeconfigPath },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stdout.resume();
  const [code] = (await once(child, "close")) as [number];
  return { code, body: JSON.parse(said.slice(said.search(/^\{/mu))) };
}

async function byApi(json: { readonly application?: string }): Promise<Answer> {
  const { client } = await signIn(server.address, password);
  const answer = await client.backups.$post({ json });
  return { code: answer.status, body: await answer.json() };
}

describe("weak point 67: the license gate", () => {
  test("refuses a backup of one application with the same words at the command line and in the HTTP API", async () => {
    const typed = await byCommandLine("backup", "create", "--app", "shop");
    const asked = await byApi({ application: "shop" });
    expect(typed.code).toBe(5);
    expect(asked.code).toBe(403);
    expect({ error: asked.body }).toEqual(typed.body);
    expect(typed.body).toMatchObject({
      error: { code: "not-entitled", reason: "Its license does not allow backups." },
    });
  });

  test("leaves one that is not entitled out of a full backup, and names it with the reason", async () => {
    const { client } = await signIn(server.address, password);
    const { items } = (await (await client.applications.$get()).json()) as { readonly items: readonly unknown[] };
    expect(items).toMatchObject([
      { slug: "late", coverage: { kind: "included" } },
      { slug: "shop", coverage: { kind: "left-out", reason: "Its license does not allow backups." } },
      { slug: "silent", coverage: { kind: "left-out" } },
    ]);
    const started = await byApi({});
    expect(started.code).toBe(202);
    expect(started.body).toMatchObject({
      notIncluded: [
        { part: "shop", reason: "Its license does not allow backups." },
        { part: "silent", reason: expect.stringContaining("kind: Backup") as unknown },
      ],
    });
  });
});
