import { configMaps, deployments, persistentVolumeClaims } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { refusal } from "../../test-support/refusal.ts";
import { aVendor } from "../../test-support/vendor.ts";
import type { Vendor } from "../../test-support/vendor.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { setConfig } from "./change-application.ts";
import { installApplication } from "./install-application.ts";
import { removeApplication } from "./remove-application.ts";

const given = { values: {}, files: {} };

const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: config}
spec: {groups: [{name: main, items: [{name: "on", type: bool, default: "1"}]}]}
`;
/** Leaves the release when the config item is switched off. */
const when = `kots.io/when: 'repl{{ ConfigOption "on" }}'`;

const map = (name: string, annotations: string, data = "a: b"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {${annotations}}}\ndata: {${data}}\n---\n`;

describe("KOTS's annotations on a real API server", () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await startApiServer();
  });

  afterAll(async () => {
    await server?.stop();
  });

  const install = (vendor: Vendor, text: string, wish: object = {}) =>
    installApplication(server.context(), {
      release: vendor.release(1, { "app.yaml": text, "config.yaml": config }),
      license: vendor.license(),
      given,
      ...wish,
    });
  const switchOff = (slug: string) =>
    setConfig(server.context(), { slug, given: { values: { on: "0" }, files: {} }, withoutWaiting: true });
  const exists = async (namespace: string, name: string): Promise<boolean> =>
    (await server.kubernetes.get(configMaps, { namespace, name })) !== undefined;

  it("kots.io/keep: an object is deleted neither by a config change nor by a removal, nor is a claim with its data", async () => {
    const vendor = aVendor("keeping");
    const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, annotations: {kots.io/keep: "true"}}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}}
---
`;
    const kept = map("kept", `kots.io/keep: "true", ${when}`) + map("gone", `kots.io/keep: "false", ${when}`) + claim;
    await install(vendor, kept, { withoutWaiting: true });
    const changed = await switchOff("keeping");
    expect(changed.deleted.map(({ name }) => name)).toEqual(["gone"]);
    expect(changed.kept).toContainEqual(
      expect.objectContaining({ reason: "its vendor wants it kept (annotation kots.io/keep)" }),
    );
    const removed = await removeApplication(server.context(), { slug: "keeping", deleteData: true });
    expect(removed.kept.map(({ reference }) => reference.name)).toContain("data");
    expect(await exists("keeping", "kept")).toBe(true);
    const name = { namespace: "keeping", name: "data" };
    const left = await server.kubernetes.get(persistentVolumeClaims, name);
    expect(left?.metadata.deletionTimestamp).toBeUndefined();
  });

  it("kots.io/creation-phase: the lowest phase is applied first, whatever the kinds are", async () => {
    const order: string[] = [];
    const context = server.context();
    const watched = watchWrites(context.kubernetes, { before: (write) => order.push(write) });
    const vendor = aVendor("phased");
    const text = `apiVersion: v1
kind: Service
metadata: {name: early, annotations: {kots.io/creation-phase: "-1"}}
spec: {ports: [{port: 80}], clusterIP: None}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: late, annotations: {kots.io/creation-phase: "5"}}
---
${map("middle", "")}`;
    await installApplication(
      { ...context, kubernetes: watched },
      { release: vendor.release(1, { "app.yaml": text }), license: vendor.license(), given },
    );
    const applied = order.filter((write) => /^apply (?:Service|ServiceAccount|ConfigMap)$/u.test(write)).slice(-3);
    expect(applied).toEqual(["apply Service", "apply ConfigMap", "apply ServiceAccount"]);
  });

  it("kots.io/wait-for-properties and wait-for-ready: what comes later is applied when they hold", async () => {
    const vendor = aVendor("patient");
    const text = `${map("gate", 'kots.io/wait-for-properties: ".data.open=yes,.metadata.labels.by=hand"', "open: 'no'")}
apiVersion: apps/v1
kind: Deployment
metadata: {name: none, annotations: {kots.io/wait-for-ready: "true"}}
spec:
  replicas: 0
  selector: {matchLabels: {app: none}}
  template: {metadata: {labels: {app: none}}, spec: {containers: [{name: a, image: "localhost/none:1"}]}}
---
${map("after", 'kots.io/creation-phase: "1"')}`;
    const work = install(vendor, text, { readyWithinSeconds: 60 });
    await expect.poll(() => exists("patient", "gate"), { timeout: 30_000 }).toBe(true);
    expect(await server.kubernetes.get(deployments, { namespace: "patient", name: "none" })).toBeUndefined();
    const body = { metadata: { labels: { by: "hand" } }, data: { open: "yes" } };
    await server.kubernetes.patch(configMaps, { namespace: "patient", name: "gate" }, { kind: "merge", body });
    await work;
    const found = await server.kubernetes.get(deployments, { namespace: "patient", name: "none" });
    expect(found).toMatchObject({ status: { observedGeneration: 1 } });
    expect(await exists("patient", "after")).toBe(true);
  });

  it("an object that does not become what its vendor awaits is named with what it lacks, and nothing after it exists", async () => {
    const text =
      map("gate", 'kots.io/wait-for-properties: ".data.open=yes"', "open: 'no'") +
      map("after", 'kots.io/creation-phase: "1"');
    const fault = await refusal(install(aVendor("stuck"), text, { readyWithinSeconds: 1 }));
    expect(fault.code).toBe("deadline-passed");
    expect(fault.details.reason).toBe('app.yaml:1: data.open is "no", not "yes"');
    expect(await exists("stuck", "after")).toBe(false);
  });

  it("kots.io/deletion-phase: what is in a phase is gone before the next is deleted", async () => {
    const vendor = aVendor("leaving");
    const held = map("first", `kots.io/deletion-phase: "-1", ${when}`).replace(
      "annotations:",
      "finalizers: [test/hold], annotations:",
    );
    const text = held + map("second", when) + map("third", `kots.io/deletion-phase: "1", ${when}`);
    await install(vendor, text);
    const work = switchOff("leaving");
    const isDoomed = async (): Promise<boolean> => {
      const name = { namespace: "leaving", name: "first" };
      return (await server.kubernetes.get(configMaps, name))?.metadata.deletionTimestamp !== undefined;
    };
    await expect.poll(isDoomed, { timeout: 30_000 }).toBe(true);
    expect([await exists("leaving", "second"), await exists("leaving", "third")]).toEqual([true, true]);
    const body = { metadata: { finalizers: null } };
    await server.kubernetes.patch(configMaps, { namespace: "leaving", name: "first" }, { kind: "merge", body });
    const { deleted } = await work;
    expect(deleted.map(({ name }) => name)).toEqual(["first", "second", "third"]);
    expect(await exists("leaving", "third")).toBe(false);
  });
});
