import { waitFor } from "@holdfast/harness";
import { secrets, type ResourceType, type UnstructuredObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listBackups, makeBackup, restore } from "./support/backups.ts";
import { scaleStore, setNodeAgents } from "./support/cluster-faults.ts";
import { openNode, type Node } from "./support/node.ts";
import { untilSaid } from "./support/operations.ts";
import { readGuestbook, samplesInstalled } from "./support/ready.ts";

let node: Node;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
});
afterAll(() => node.client.close());

test("without a node agent on the node, a backup is refused before it begins", async () => {
  const before = await listBackups(node);
  await setNodeAgents(node, "away");
  try {
    expect(await node.holdfast.refused(6, "backup", "create", "--app", "guestbook", "--wait")).toMatchObject({
      code: "node-agent-missing",
    });
  } finally {
    await setNodeAgents(node, "back");
  }
  expect(await listBackups(node)).toHaveLength(before.length);
});

test("with wrong credentials for the bucket, a backup is refused and says what the store said", async () => {
  const name = { namespace: "velero", name: await credentialSecret() };
  const right = await node.client.get<UnstructuredObject>(secrets, name);
  const wrong = { cloud: Buffer.from("[default]\naws_access_key_id=x\naws_secret_access_key=y\n").toString("base64") };
  await setValidationFrequency("5s");
  await node.client.patch(secrets, name, { kind: "merge", body: { data: wrong } });
  try {
    await untilDestination("Unavailable");
    expect(await node.holdfast.refused(6, "backup", "create", "--app", "guestbook", "--wait")).toMatchObject({
      code: "destination-unavailable",
    });
  } finally {
    await node.client.patch(secrets, name, { kind: "merge", body: { data: right?.["data"] } });
    await untilDestination("Available");
    await setValidationFrequency(null);
  }
});

test("when the store is killed during a backup, the outcome is told truly and the next backup can be restored", async () => {
  const before = await readGuestbook(node);
  const running = node.holdfast.start("backup", "create", "--app", "guestbook", "--wait");
  await untilSaid(running, "Backing up guestbook");
  await scaleStore(node, 0);
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  await scaleStore(node, 1);
  const { code, stderr } = await running.ended;
  const [newest] = await listBackups(node);
  expect({ code, stderr }).toMatchObject({ code: newest?.state === "complete" ? 0 : 7 });

  const next = await makeBackup(node, "guestbook");
  expect(next.state).toBe("complete");
  await restore(node, next.name, "guestbook");
  expect(await readGuestbook(node)).toEqual(before);
});

interface Destination {
  readonly name: string;
  readonly phase: string;
  readonly credential?: { readonly name: string };
}

async function credentialSecret(): Promise<string> {
  const location = await node.holdfast("cluster", "exec", "--name", node.cluster, "--", ...credentialQuery);
  return location.trim();
}

const credentialQuery = ["kubectl", "-n", "velero", "get", "bsl", "internal", "-o", "jsonpath={.spec.credential.name}"];

const backupStorageLocations: ResourceType = {
  group: "velero.io",
  version: "v1",
  kind: "BackupStorageLocation",
  plural: "backupstoragelocations",
  namespaced: true,
};

/** Velero looks every ten seconds whether it is time to validate a location again; without this, that is once a minute. */
async function setValidationFrequency(validationFrequency: string | null): Promise<void> {
  const name = { namespace: "velero", name: "internal" };
  await node.client.patch(backupStorageLocations, name, { kind: "merge", body: { spec: { validationFrequency } } });
}

async function untilDestination(phase: string): Promise<void> {
  const ask = async () => {
    const destinations = await node.holdfast.json<readonly Destination[]>("destination", "show");
    return destinations[0]?.phase === phase ? true : undefined;
  };
  await waitFor(ask, { what: `the destination to be ${phase}`, deadlineSeconds: 300, intervalMilliseconds: 2000 });
}
