import { deployments, persistentVolumeClaims, pods } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup, type BackupView } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { newestOperation, resumeToTheEnd, untilSaid } from "./support/operations.ts";
import { samplesInstalled } from "./support/ready.ts";

let node: Node;
let backup: BackupView;

const claims = {
  guestbook: { namespace: "guestbook", name: "guestbook-uploads" },
  database: { namespace: "guestbook", name: "data-guestbook-postgres-0" },
  notes: { namespace: "notes", name: "notes" },
} as const;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  backup = await makeBackup(node);
});
afterAll(() => node.client.close());

test("one claim comes back, and the rest of the application is not touched", async () => {
  const before = await identities();
  const said = await node.holdfast(...claimArguments("guestbook", claims.guestbook.name), "--yes");
  expect(said).toContain("Deployment guestbook-web runs again");
  const after = await identities();
  expect(after.uploads).not.toBe(before.uploads);
  expect({ ...after, uploads: "" }).toEqual({ ...before, uploads: "" });
  expect(await replicas()).toBe(1);
});

test("no pod of the restore is left, and none waits for Velero's mark after a restart", async () => {
  const found = await node.client.listAll<Pod>(pods, { namespace: "guestbook" });
  expect(found.flatMap(({ spec }) => (spec?.initContainers ?? []).map(({ name }) => name))).toEqual([]);
});

test.each(["Waiting until", "Waiting for Pod", "Filling"])(
  "killed while it says %s, it is completed by another program",
  async (words) => {
    const restoring = node.holdfast.start(
      ...claimArguments("notes", "notes"),
      "--yes",
      "--driver",
      "cli",
      "--no-safety-snapshot",
    );
    await untilSaid(restoring, words);
    restoring.process.kill("SIGKILL");
    await restoring.ended;
    await resumeToTheEnd(node, await newestOperation(node, "restore-claim"));
    const claim = await node.client.get<Claim>(persistentVolumeClaims, claims.notes);
    expect(claim?.status?.phase).toBe("Bound");
    expect(await node.holdfast("app", "show", "notes")).toContain("State       Ready");
  },
);

test("a claim that is gone is made anew and filled", async () => {
  const name = { namespace: "notes", name: "notes" };
  await node.client.patch(deployments, name, { kind: "merge", body: { spec: { replicas: 0 } } });
  await node.client.delete(persistentVolumeClaims, claims.notes);
  const said = await node.holdfast(...claimArguments("notes", "notes/notes"), "--yes", "--no-safety-snapshot");
  expect(said).toContain("nothing had to be stopped");
  await node.client.patch(deployments, name, { kind: "merge", body: { spec: { replicas: 1 } } });
});

test("a claim whose data the backup does not hold is refused, with Velero's reason", async () => {
  const refused = await node.holdfast.refused(4, ...claimArguments("guestbook", claims.database.name), "--yes");
  expect(refused).toMatchObject({ code: "volumes-not-covered" });
  expect(refused.reason).toContain("Velero skipped it");
});

test("a claim that a pod without a workload uses is refused, and nothing is stopped", async () => {
  await node.client.create(pods, bystander);
  const refused = await node.holdfast.refused(4, ...claimArguments("notes", "notes"), "--yes");
  expect(refused).toMatchObject({ code: "claim-in-use" });
  await node.client.delete(pods, { namespace: "notes", name: "bystander" }, { gracePeriodSeconds: 0 });
});

interface Pod {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid?: string };
  readonly spec?: { readonly initContainers?: readonly { readonly name: string }[] };
}

type Claim = Omit<Pod, "spec"> & { readonly status?: { readonly phase?: string } };
type Deployment = Omit<Pod, "spec"> & { readonly spec?: { readonly replicas?: number } };

const bystander = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "notes", name: "bystander" },
  spec: {
    containers: [{ name: "sleep", image: "localhost/busybox:1.35", command: ["sleep", "1000"] }],
    volumes: [{ name: "notes", persistentVolumeClaim: { claimName: "notes" } }],
  },
};

function claimArguments(slug: string, claim: string): readonly string[] {
  return ["restore", "create", "--from-backup", backup.name, "--app", slug, "--claim", claim];
}

/** What must be another one afterwards, and what must not. */
async function identities() {
  const [uploads, database, deployment, postgres] = await Promise.all([
    node.client.get(persistentVolumeClaims, claims.guestbook),
    node.client.get(persistentVolumeClaims, claims.database),
    node.client.get(deployments, { namespace: "guestbook", name: "guestbook-web" }),
    node.client.get(pods, { namespace: "guestbook", name: "guestbook-postgres-0" }),
  ]);
  return { uploads: uid(uploads), database: uid(database), deployment: uid(deployment), postgres: uid(postgres) };
}

function uid(object: { readonly metadata: { readonly uid?: string } } | undefined): string | undefined {
  return object?.metadata.uid;
}

async function replicas(): Promise<number | undefined> {
  const name = { namespace: "guestbook", name: "guestbook-web" };
  return (await node.client.get<Deployment>(deployments, name))?.spec?.replicas;
}
