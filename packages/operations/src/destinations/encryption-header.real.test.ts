import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startObjectStore } from "@holdfast/harness";
import type { ObjectStore } from "@holdfast/harness";
import { backupStorageLocationType } from "@holdfast/velero";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import { showBackupSet } from "../backups/show-set.ts";
import { carryOut } from "../running/carry-out.ts";

let store: ObjectStore;
let strict: Server;
let cluster: RealCluster;

const header = "x-amz-server-side-encryption";

beforeAll(async () => {
  store = await startObjectStore();
  strict = createServer(pass);
  await new Promise<void>((resolve) => void strict.listen(0, "127.0.0.1", resolve));
  const { port } = strict.address() as AddressInfo;
  cluster = await startRealCluster({ store: behind(`http://127.0.0.1:${port}`) });
  await cluster.install({ slug: "guestbook" });
});

afterAll(async () => {
  await cluster?.stop();
  strict?.closeAllConnections();
  strict?.close();
  await store?.stop();
});

/** The same store, reached through the gate. */
function behind(endpoint: string): ObjectStore {
  const { authorityPem, region, accessKeyId, secretAccessKey, directory, pid } = store;
  return {
    endpoint,
    authorityPem,
    region,
    accessKeyId,
    secretAccessKey,
    directory,
    pid,
    kill: () => store.kill(),
    restart: () => store.restart(),
    stop: () => store.stop(),
  };
}

const refusal =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** A bucket policy that denies objects without the header: the store itself knows no such condition. */
function pass(incoming: IncomingMessage, answer: ServerResponse): void {
  const writes = incoming.method === "PUT" || incoming.method === "POST";
  const isPart = incoming.url?.includes("partNumber=") === true || incoming.url?.includes("uploadId=") === true;
  if (writes && !isPart && incoming.headers[header] === undefined) {
    incoming.resume().on("end", () => answer.writeHead(403, { "content-type": "application/xml" }).end(refusal));
    return;
  }
  const { method, url, headers } = incoming;
  const onward = request(`${store.endpoint}${url ?? "/"}`, { method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  incoming.pipe(onward);
}

async function backUp() {
  const started = await createBackup(cluster.context(), { application: "guestbook" });
  await carryOut(cluster.context(), started.operation.id, { driver: "cli" });
  return showBackupSet(cluster.context(), started.set);
}

it("a bucket that demands the encryption header refuses the backup, which says what that may be and the way out", async () => {
  const { set, members } = await backUp();
  expect(set.state).toBe("partial");
  expect(members[0]?.member).toMatchObject({ stage: "failed" });
  expect(members[0]?.findings).toContainEqual(
    expect.objectContaining({
      cause: expect.stringContaining("demands a server-side encryption header") as unknown,
      remedy: expect.arrayContaining([expect.stringContaining("default encryption")]) as unknown,
    }),
  );
});

it("with the header, as `destination set s3 --server-side-encryption` sets it, Velero's own files are taken", async () => {
  const location = { namespace: "velero", name: "default" };
  const body = { spec: { config: { serverSideEncryption: "AES256" } } };
  await cluster.kubernetes.patch(backupStorageLocationType, location, { kind: "merge", body });
  expect((await backUp()).set.state).toBe("complete");
});
