import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ControlPlane } from "@holdfast/harness";
import { configMaps, createKubernetesClient, namespaces, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject, UnstructuredObject } from "@holdfast/kubernetes";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { refusal } from "../../test-support/refusal.ts";
import { upgradeApplication } from "../../test-support/upgrade-application.ts";
import { aVendor, configMap } from "../../test-support/vendor.ts";
import type { Vendor } from "../../test-support/vendor.ts";
import type { Context } from "../context.ts";
import { withLock } from "../locks/with-lock.ts";
import { rollbackApplication, setConfig } from "./change-application.ts";
import { updateLicense } from "./update-license.ts";
import { findApplication } from "./find-application.ts";
import { installApplication } from "./install-application.ts";
import { removeApplication } from "./remove-application.ts";
import { renderRelease } from "./render-release.ts";
import { restoreRecords } from "./restore-records.ts";
import { readRecords } from "./application-records.ts";
import { showApplication } from "./show-application.ts";

const nothing = { values: {}, files: {} };

const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: config}
spec:
  groups:
    - name: main
      items:
        - {name: title, type: text, default: Hello}
        - {name: replicas, type: text, default: "1", validation: {regex: {pattern: "^[0-9]+$", message: a number}}}
        - {name: secret, type: password, hidden: true, value: 'repl{{ RandomString 24 }}'}
        - {name: extra, type: bool, default: "0"}
`;

const app = `apiVersion: v1
kind: Secret
metadata: {name: app}
stringData:
  password: repl{{ ConfigOption "secret" }}
  edition: repl{{ LicenseFieldValue "edition" }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: extra
  annotations: {kots.io/when: 'repl{{ ConfigOptionEquals "extra" "1" }}'}
data: {here: "yes"}
---
apiVersion: v1
kind: Service
metadata: {name: app, namespace: 'repl{{ Namespace }}'}
spec: {ports: [{port: 80}], clusterIP: None}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: 'repl{{ Namespace }}-reader'}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: careless}
data: {url: 'postgres://app:repl{{ ConfigOption "secret" }}@db'}
---
${configMap("app", { title: 'repl{{ ConfigOption "title" }}' })}`;

describe("applications on a real API server", () => {
  let server: ApiServer;
  let plane: ControlPlane;
  let kubernetes: KubernetesClient;
  let context: Context;

  beforeAll(async () => {
    server = await startApiServer();
    ({ plane, kubernetes } = server);
    let ids = 0;
    const randomId = (length: number): string =>
      `${Date.now().toString(36)}${(ids += 1)}`.padStart(length, "x").slice(-length);
    context = { ...server.context(), randomId };
  });

  afterAll(async () => {
    await server?.stop();
  });

  const get = (name: string, namespace: string) => kubernetes.get<UnstructuredObject>(configMaps, { name, namespace });
  const getSecret = (name: string, namespace: string) =>
    kubernetes.get<KubernetesObject & { data?: Record<string, string> }>(secrets, { name, namespace });
  const install = (vendor: Vendor, files: Record<string, string>, wish: object = {}) =>
    installApplication(context, {
      release: vendor.release(1, files),
      license: vendor.license(),
      given: nothing,
      ...wish,
    });

  it("installs, keeps generated values over upgrades, and prunes what left the release", async () => {
    const vendor = aVendor("one");
    const license = vendor.license({ fields: { edition: "pro" } });
    const files = { "config.yaml": config, "app.yaml": app, "old.yaml": configMap("old", { a: "1" }) };
    const installed = await install(vendor, files, { license });
    expect(installed.application).toMatchObject({ slug: "one", namespace: "one", sequence: 1 });
    expect(await get("extra", "one")).toBeUndefined();
    expect((await get("app", "one"))?.metadata.labels).toMatchObject({ "holdfast.dev/application": "one" });
    const password = (await getSecret("app", "one"))?.data?.["password"];
    expect(Buffer.from(password ?? "", "base64").toString()).toHaveLength(24);

    const upgraded = await upgradeApplication(context, {
      release: vendor.release(2, { "config.yaml": config, "app.yaml": app, "new.yaml": configMap("new", { b: "2" }) }),
      given: { values: { extra: "true" }, files: {} },
    });
    expect(upgraded.match(/^deleted .*$/gmu)).toEqual(["deleted ConfigMap one/old"]);
    expect(await get("old", "one")).toBeUndefined();
    expect(await get("new", "one")).toBeDefined();
    expect(await get("extra", "one")).toBeDefined();
    expect((await getSecret("app", "one"))?.data?.["password"]).toBe(password);
    const shown = await showApplication(context, "one");
    expect(shown).toMatchObject({
      sequence: 2,
      state: { kind: "ready" },
      license: { customer: "Test", expired: false },
    });
    expect(JSON.stringify(shown)).not.toContain(Buffer.from(password ?? "", "base64").toString());

    const rolled = await rollbackApplication(context, { slug: "one" });
    expect(rolled.application.sequence).toBe(1);
    expect(await get("old", "one")).toBeDefined();
    expect(await get("new", "one")).toBeUndefined();
  });

  it("sets config values, and refuses what does not fit without changing anything", async () => {
    const vendor = aVendor("two");
    await install(vendor, { "config.yaml": config, "app.yaml": app });
    const given = { values: { title: 'x: "y"\n# z', replicas: "3" }, files: {} };
    await setConfig(context, { slug: "two", given });
    expect((await get("app", "two"))?.["data"]).toEqual({ title: 'x: "y"\n# z' });
    const bad = { values: { replicas: "many", secret: "mine", nonsense: "1" }, files: {} };
    const fault = await refusal(setConfig(context, { slug: "two", given: bad }));
    expect(fault.code).toBe("invalid-config");
    expect(fault.details.reason).toMatch(/replicas: .*a number[\s\S]*secret: [\s\S]*nonsense: does not exist/u);
    expect((await get("app", "two"))?.["data"]).toEqual({ title: 'x: "y"\n# z' });
  });

  it("refuses a namespace that belongs to another application", async () => {
    const vendor = aVendor("three");
    const release = { "app.yaml": configMap("app", { a: "1" }) };
    await install(vendor, release);
    expect((await refusal(install(aVendor("four"), release, { namespace: "three" }))).code).toBe("namespace-taken");
    expect((await refusal(install(aVendor("four"), release, { namespace: "holdfast" }))).code).toBe("namespace-taken");
    expect((await refusal(findApplication(context, "four"))).code).toBe("application-not-found");
    const again = await install(vendor, release);
    expect(again).toMatchObject({ deleted: [], kept: [] });
    const other = { release: vendor.release(2, release), license: vendor.license(), given: nothing };
    expect((await refusal(installApplication(context, other))).code).toBe("already-exists");
  });

  it("of two applications installed into one namespace at once, takes one and refuses the other", async () => {
    const release = { "app.yaml": configMap("app", { a: "1" }) };
    const results = await Promise.allSettled(
      ["red", "blue"].map((slug) => install(aVendor(slug), release, { namespace: "race" })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = results.find((result) => result.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "namespace-taken" });
  });

  it("refuses licenses that are tampered with, of another application, or older than the stored one", async () => {
    const vendor = aVendor("five");
    const release = vendor.release(1, { "app.yaml": configMap("app", { a: "1" }) });
    const attempt = (license: ReturnType<Vendor["license"]>) =>
      refusal(installApplication(context, { release, license, given: nothing }));
    const good = vendor.license();
    const tampered = { ...good, license: { ...good.license, isSnapshotSupported: false } };
    expect((await attempt(tampered)).code).toBe("invalid-license");
    expect((await attempt(vendor.license({ application: "six" }))).code).toBe("invalid-license");
    expect((await attempt(aVendor("five").license())).code).toBe("untrusted-key");
    expect((await attempt(vendor.license({ expires: "2020-01-01T00:00:00Z" }))).code).toBe("not-entitled");
    expect(await kubernetes.get(namespaces, { name: "five" })).toBeUndefined();

    await installApplication(context, { release, license: good, given: nothing });
    await updateLicense(context, {
      slug: "five",
      license: vendor.license({ issue: 3, expires: "2020-01-01T00:00:00Z" }),
    });
    const replayed = updateLicense(context, { slug: "five", license: vendor.license({ issue: 2 }) });
    expect((await refusal(replayed)).code).toBe("license-replayed");
    expect((await showApplication(context, "five")).license).toMatchObject({ issue: 3, expired: true });
  });

  it("refuses a release with another vendor key unless that key is trusted by its id", async () => {
    const vendor = aVendor("seven");
    const other = aVendor("seven");
    const files = { "app.yaml": configMap("app", { a: "1" }) };
    await install(vendor, files);
    const request = { release: other.release(2, files), given: nothing, license: other.license() };
    expect((await refusal(upgradeApplication(context, request))).code).toBe("untrusted-key");
    await upgradeApplication(context, { ...request, trustKey: other.keyId });
    expect((await findApplication(context, "seven")).publicKey).toBe(other.publicKey);
  });

  it("names fields that somebody else owns, changes nothing, and takes them over when told", async () => {
    const vendor = aVendor("eight");
    await install(vendor, { "app.yaml": configMap("app", { a: "1", b: "1" }) });
    const edit = [
      "-n",
      "eight",
      "patch",
      "configmap",
      "app",
      "--field-manager=somebody",
      "-p",
      '{"data":{"a":"mine"}}',
    ];
    await plane.kubectl(edit);
    const release = vendor.release(2, { "app.yaml": configMap("app", { a: "2", b: "2" }) });
    const fault = await refusal(upgradeApplication(context, { release, given: nothing }));
    expect(fault.code).toBe("field-conflict");
    expect(fault.details.reason).toContain("somebody");
    expect((await get("app", "eight"))?.["data"]).toEqual({ a: "mine", b: "1" });
    await upgradeApplication(context, { release, given: nothing, force: true });
    expect((await get("app", "eight"))?.["data"]).toEqual({ a: "2", b: "2" });
  });

  it("refuses objects that the API server does not accept before anything of an upgrade is applied", async () => {
    const vendor = aVendor("nine");
    await install(vendor, { "app.yaml": configMap("app", { a: "1" }) });
    const bad = "apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999}]}\n";
    const release = vendor.release(2, { "app.yaml": configMap("app", { a: "2" }), "bad.yaml": bad });
    const fault = await refusal(upgradeApplication(context, { release, given: nothing }));
    expect(fault.code).toBe("deployment-failed");
    expect(fault.details.reason).toMatch(/bad\.yaml:1: Service nine\/bad: spec\.ports/u);
    expect((await get("app", "nine"))?.["data"]).toEqual({ a: "1" });
    const unknown = vendor.release(2, { "x.yaml": "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n" });
    const unsupported = await refusal(upgradeApplication(context, { release: unknown, given: nothing }));
    expect(unsupported.code).toBe("unsupported-manifest");
  });

  it("applies custom resources after their definition is Established, and keeps the definition when it leaves", async () => {
    const vendor = aVendor("ten");
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.ten.example.com}
spec:
  group: ten.example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
    const widget = "apiVersion: ten.example.com/v1\nkind: Widget\nmetadata: {name: w}\n";
    await install(vendor, { "a-widget.yaml": widget, "z-crd.yaml": crd });
    expect(await plane.kubectl(["-n", "ten", "get", "widgets", "-o", "name"])).toContain("widget.ten.example.com/w");
    const release = vendor.release(2, { "app.yaml": configMap("app", { a: "1" }) });
    const said = await upgradeApplication(context, { release, given: nothing });
    expect(said.match(/^(?:deleted|kept) \S+/gmu)).toEqual(["deleted Widget", "kept CustomResourceDefinition"]);
  });

  it("tells what is not Ready when the deadline passes, and has the release deployed all the same", async () => {
    const vendor = aVendor("eleven");
    const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}}
`;
    const fault = await refusal(install(vendor, { "claim.yaml": claim }, { readyWithinSeconds: 2 }));
    expect(fault.code).toBe("deadline-passed");
    expect(fault.details.reason).toContain("PersistentVolumeClaim eleven/data: is Pending, not Bound");
    expect((await findApplication(context, "eleven")).deploying).toBeUndefined();
    const removed = await removeApplication(context, { slug: "eleven", deleteData: false });
    expect(removed.kept.map(({ reference }) => reference.name)).toEqual(["data"]);
    expect((await refusal(findApplication(context, "eleven"))).code).toBe("application-not-found");
    await installApplication(context, {
      release: vendor.release(1, { "claim.yaml": claim }),
      license: vendor.license(),
      given: nothing,
      withoutWaiting: true,
    });
    const all = await removeApplication(context, { slug: "eleven", deleteData: true });
    expect(all.deleted.map(({ name }) => name)).toEqual(["data"]);
    const left = await kubernetes.listAll(secrets, { namespace: "eleven", labelSelector: "holdfast.dev/record" });
    expect(left).toEqual([]);
  });

  it("keeps the newest five releases and refuses another release of a stored sequence", async () => {
    const vendor = aVendor("twelve");
    const release = (sequence: number) =>
      vendor.release(sequence, { "app.yaml": configMap("app", { a: String(sequence) }) });
    await installApplication(context, { release: release(1), license: vendor.license(), given: nothing });
    for (const sequence of [2, 3, 4, 5, 6, 7]) {
      await upgradeApplication(context, { release: release(sequence), given: nothing });
    }
    const application = await findApplication(context, "twelve");
    const { releases } = await readRecords(context, application);
    expect(releases.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7]);
    const changed = vendor.release(7, { "app.yaml": configMap("app", { a: "other" }) });
    expect((await refusal(upgradeApplication(context, { release: changed, given: nothing }))).code).toBe(
      "already-exists",
    );
    expect((await refusal(upgradeApplication(context, { release: release(4), given: nothing }))).code).toBe(
      "already-exists",
    );
  });

  it("stores a release of several parts and reads it back byte for byte; a changed part is found", async () => {
    const vendor = aVendor("thirteen");
    const noise = Array.from({ length: 40_000 }, () => Math.random().toString(36)).join("\n");
    const more = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join("\n");
    const files = { "app.yaml": configMap("app", { a: "1" }), "noise.txt": noise, "more.txt": more };
    await install(vendor, files);
    const application = await findApplication(context, "thirteen");
    const { releases } = await readRecords(context, application);
    expect(releases[0]?.chunks.length).toBeGreaterThan(1);
    expect((await renderRelease(context, application)).objects).toHaveLength(1);
    const name = releases[0]?.chunks[1]?.name ?? "";
    await plane.kubectl(["-n", "thirteen", "patch", "secret", name, "-p", '{"data":{"chunk":"AAAA"}}']);
    expect((await refusal(renderRelease(context, application))).code).toBe("artefact-unreadable");
  });

  it("writes records of a backup back without rolling the license back", async () => {
    const vendor = aVendor("fourteen");
    await install(vendor, { "app.yaml": configMap("app", { a: "1" }) });
    const namespace = "fourteen";
    const backedUp = [
      ...(await kubernetes.listAll<KubernetesObject>(secrets, { namespace, labelSelector: "holdfast.dev/record" })),
      (await findApplication(context, "fourteen")).object,
    ].map((object) => ({ ...object, apiVersion: object.apiVersion ?? "v1", kind: object.kind ?? "Secret" }));
    await updateLicense(context, { slug: "fourteen", license: vendor.license({ issue: 2 }) });
    await upgradeApplication(context, {
      release: vendor.release(2, { "app.yaml": configMap("app", { a: "2" }) }),
      given: nothing,
    });
    const restored = await restoreRecords(context, "fourteen", backedUp);
    expect(restored.kept).toHaveLength(1);
    const application = await findApplication(context, "fourteen");
    expect(application.sequence).toBe(1);
    const records = await readRecords(context, application);
    expect(records.license?.license.issue).toBe(2);
    expect(records.releases.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it("is not touched while other work holds its lock", async () => {
    const vendor = aVendor("fifteen");
    const release = vendor.release(1, { "app.yaml": configMap("app", { a: "1" }) });
    const holder = { operationId: "backup-1", work: "backup of fifteen" };
    const fault = await withLock(context, { kind: "application", slug: "fifteen" }, holder, () =>
      refusal(installApplication(context, { release, license: vendor.license(), given: nothing })),
    );
    expect(fault).toMatchObject({ code: "locked", message: expect.stringContaining("backup of fifteen") as unknown });
    expect(await kubernetes.get(namespaces, { name: "fifteen" })).toBeUndefined();
  });

  it("names every right that is missing when a user may not apply a release", async () => {
    const vendor = aVendor("sixteen");
    const files = { "a.yaml": configMap("a", {}), "b.yaml": configMap("b", {}) };
    await install(vendor, files);
    const role = "holdfast-without-configmaps";
    await plane.kubectl([
      "create",
      "clusterrole",
      role,
      "--verb=*",
      "--resource=namespaces,secrets,applications.holdfast.dev",
    ]);
    await plane.kubectl(["create", "clusterrolebinding", role, `--clusterrole=${role}`, "--user=limited"]);
    const locks = ["-n", "holdfast-operations", "create"];
    await plane.kubectl([...locks, "role", "locks", "--verb=*", "--resource=configmaps"]);
    await plane.kubectl([...locks, "rolebinding", "locks", "--role=locks", "--user=limited"]);
    const kubeconfig = await plane.kubeconfigFor({ name: "limited" });
    const limited = await createKubernetesClient({ kubeconfig, userAgent: "holdfast/test" });
    try {
      const release = vendor.release(2, { "a.yaml": configMap("a", { x: "1" }), "b.yaml": configMap("b", { x: "1" }) });
      const fault = await refusal(upgradeApplication({ ...context, kubernetes: limited }, { release, given: nothing }));
      expect(fault.code).toBe("missing-rights");
      expect(fault.details.reason).toMatch(/ConfigMap sixteen\/a: [\s\S]*ConfigMap sixteen\/b: /u);
      expect((await findApplication(context, "sixteen")).sequence).toBe(1);
    } finally {
      await limited.close();
    }
  });
});
