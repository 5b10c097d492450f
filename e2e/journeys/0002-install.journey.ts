import { deployments, leases, secrets, type UnstructuredObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openNode, type Node } from "./support/node.ts";
import { installed, veleroImages } from "./support/ready.ts";

let node: Node;

beforeAll(async () => {
  node = await openNode();
  await installed(node);
});
afterAll(() => node.client.close());

interface VeleroView {
  readonly ownership: string;
  readonly version: string;
  readonly problems: readonly unknown[];
}

test("Velero is ours and works, and all that is missing is a recovery kit", async () => {
  const [velero, ...others] = await node.holdfast.json<readonly VeleroView[]>("velero", "status");
  expect(others).toEqual([]);
  expect(velero).toMatchObject({ ownership: "ours", version: "v1.18.3", problems: [{ code: "recovery-kit-missing" }] });
});

test("weak point 47: the repositories' password is not Velero's well-known one, and a second install keeps it", async () => {
  const before = await repositoryPassword();
  expect(Buffer.from(before, "base64").toString()).not.toBe("static-passw0rd");
  await node.holdfast("velero", "install", ...veleroImages);
  expect(await repositoryPassword()).toBe(before);
});

test("the internal destination is Available and open for writing", async () => {
  const destinations = await node.holdfast.json<readonly unknown[]>("destination", "show");
  expect(destinations).toMatchObject([
    { name: "internal", phase: "Available", accessMode: "ReadWrite", isDefault: true },
  ]);
});

test("two servers are Ready and one of them drives", async () => {
  const server = await node.client.get<UnstructuredObject>(deployments, { namespace: "holdfast", name: "holdfast" });
  expect(server?.["status"]).toMatchObject({ readyReplicas: 2 });
  const held = await node.client.listAll<UnstructuredObject>(leases, { namespace: "holdfast-operations" });
  expect(held.map(({ spec }) => (spec as { readonly holderIdentity: string }).holderIdentity)).toHaveLength(1);
});

test("an install that only prints changes nothing and prints what would be applied", async () => {
  const printed = await node.holdfast("install", "--dry-run", "-o", "yaml");
  expect(printed).toContain("kind: CustomResourceDefinition");
  expect(printed).toContain("kind: Deployment");
});

async function repositoryPassword(): Promise<string> {
  const name = { namespace: "velero", name: "velero-repo-credentials" };
  const secret = await node.client.get<UnstructuredObject>(secrets, name);
  return String((secret?.["data"] as Record<string, string> | undefined)?.["repository-password"]);
}
