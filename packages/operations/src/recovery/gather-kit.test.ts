import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupStorageLocationType, serverStatusRequestType, veleroApiVersion } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { gatherKit } from "./gather-kit.ts";
import { destinationsWithoutCredentials } from "./recovery-kit.ts";

const namespace = "velero";
const container = { name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] };
const server = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace },
  spec: { replicas: 1, template: { spec: { containers: [container] } } },
};

function secret(name: string, key: string, value: string) {
  const data = { [key]: Buffer.from(value).toString("base64") };
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, data };
}

function location(name: string, credential?: { readonly name: string; readonly key: string }) {
  const spec = {
    provider: "aws",
    objectStorage: { bucket: name },
    ...(credential === undefined ? {} : { credential }),
  };
  return { apiVersion: veleroApiVersion, kind: "BackupStorageLocation", metadata: { name, namespace }, spec };
}

function gather(withCredentials: boolean, ...objects: readonly object[]) {
  const types = [backupStorageLocationType, serverStatusRequestType];
  const password = secret("velero-repo-credentials", "repository-password", "p");
  const kubernetes = createFakeClient({ types, objects: [server, password, ...(objects as (typeof password)[])] });
  return gatherKit(testContext(kubernetes), { withCredentials });
}

const own = location("own", { name: "own-keys", key: "cloud" });

describe("a kit with credentials", () => {
  it("holds those of a location's Secret, and Velero's own for a location that names none", async () => {
    const keys = [secret("own-keys", "cloud", "own"), secret("cloud-credentials", "cloud", "default")];
    const kit = await gather(true, own, location("theirs"), ...keys);
    expect(kit.destinations).toMatchObject([
      { name: "own", credentials: "own" },
      { name: "theirs", credentials: "default" },
    ]);
    expect(destinationsWithoutCredentials(kit)).toEqual([]);
  });

  it("names the destinations whose keys are nowhere", async () => {
    const kit = await gather(true, own, location("theirs"), secret("own-keys", "cloud", "own"));
    expect(destinationsWithoutCredentials(kit)).toEqual(["theirs"]);
  });

  it("holds none unless they are asked for", async () => {
    const kit = await gather(false, location("theirs"), secret("cloud-credentials", "cloud", "default"));
    expect(JSON.stringify(kit.destinations)).not.toContain("default");
  });
});
