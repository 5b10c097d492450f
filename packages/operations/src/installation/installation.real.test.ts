import { readFile } from "node:fs/promises";
import {
  clusterRoles,
  createKubernetesClient,
  deployments,
  namespaces,
  secrets,
  services,
  type UnstructuredObject,
} from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { startRealCluster, type RealCluster } from "../../test-support/real-cluster.ts";
import { findVelero, findVeleros } from "../velero/find-velero.ts";
import { installVelero } from "../velero/install/install-velero.ts";
import { ensureRepositoryPassword, judgeRepositoryPassword } from "../velero/install/repository-password.ts";
import { uninstallVelero } from "../velero/uninstall-velero.ts";
import { veleroStatus } from "../velero/velero-status.ts";
import { ensureConsolePassword, resetConsolePassword } from "./console-password.ts";
import { installServer } from "./install-server.ts";
import { instanceId } from "./instance.ts";
import { makeNamespace } from "./own-namespace.ts";
import { verifyPassword } from "./password.ts";
import { serverObjects } from "./server-objects.ts";
import { serverLosses, uninstallServer } from "./uninstall-server.ts";

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
});

afterAll(async () => cluster?.stop());

const wish = { namespace: "velero", image: "velero/velero:v1.18.3", pluginImages: [], manage: false };

async function manifests(): Promise<readonly UnstructuredObject[]> {
  const texts = await Promise.all(
    ["crds/applications.yaml", "manifests/server.yaml"].map((file) =>
      readFile(new URL(`../../../../deploy/${file}`, import.meta.url), "utf8"),
    ),
  );
  return texts.flatMap((text) => [...parseAllDocuments(text)].map((document) => document.toJS() as UnstructuredObject));
}

/** Another Velero, as a chart would install it: other labels, other names, in another namespace. */
function otherVelero(): UnstructuredObject {
  const labels = { "app.kubernetes.io/name": "velero" };
  const container = {
    name: "velero",
    image: "registry.example.com/velero:v1.17.2",
    command: ["/velero"],
    args: ["server", "--uploader-type=kopia"],
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "nightly-velero", namespace: "backup" },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

describe("a Velero that is theirs", () => {
  it("is found, asked, and shown with what it lacks", async () => {
    const [status] = await veleroStatus(cluster.context());
    expect(status).toMatchObject({ namespace: "velero", ownership: "theirs", server: { version: "v1.18.3" } });
    expect(status?.server?.plugins).toContainEqual({ name: "velero.io/aws", kind: "ObjectStore" });
    expect(status?.locations).toMatchObject([{ name: "default", phase: "Available" }]);
    expect(status?.problems.map((problem) => problem.code)).toEqual([
      "default-repository-password",
      "recovery-kit-missing",
    ]);
  });

  it("is used and not changed by an installation, and not uninstalled", async () => {
    const before = await cluster.kubernetes.get(deployments, { namespace: "velero", name: "velero" });
    expect(await installVelero(cluster.context(), wish)).toMatchObject({
      kind: "theirs",
      namespace: "velero",
      added: [],
    });
    await expect(uninstallVelero(cluster.context())).rejects.toMatchObject({ code: "velero-not-ours" });
    const after = await cluster.kubernetes.get(deployments, { namespace: "velero", name: "velero" });
    expect(after?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
  });

  it("keeps the repository password that it has", async () => {
    expect(await ensureRepositoryPassword(cluster.kubernetes, "velero")).toBe("kept");
    expect(await judgeRepositoryPassword(cluster.kubernetes, "velero")).toBe("well-known");
  });

  it("must be chosen when there are several", async () => {
    const { kubernetes } = cluster;
    await kubernetes.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: "backup" } });
    await kubernetes.create<UnstructuredObject>(deployments, otherVelero());
    await expect(findVelero(cluster.context())).rejects.toMatchObject({
      code: "several-veleros",
      details: { reason: expect.stringContaining("backup"), remedy: expect.stringContaining("--velero-namespace") },
    });
    const context = { ...cluster.context(), veleroNamespace: "velero" };
    expect((await findVelero(context)).namespace).toBe("velero");
    expect((await findVeleros(cluster.context())).map(({ version }) => version)).toEqual(["v1.17.2", "v1.18.3"]);
    expect(await ensureRepositoryPassword(kubernetes, "backup")).toBe("made");
    expect(await judgeRepositoryPassword(kubernetes, "backup")).toBe("own");
    await kubernetes.delete(deployments, { namespace: "backup", name: "nightly-velero" });
  });
});

describe("the id of an instance", () => {
  it("is one, however many ask at once, and no backup carries it", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => instanceId(cluster.context())));
    expect(new Set(ids).size).toBe(1);
    const namespace = await cluster.kubernetes.get(namespaces, { name: "holdfast-operations" });
    expect(namespace?.metadata.labels).toMatchObject({ "velero.io/exclude-from-backup": "true" });
  });
});

describe("installing the console", () => {
  const options = { namespace: "vault", image: "localhost/holdfast:0.1.0", replicas: 2, version: "0.1.0" };

  it("names every missing right with its purpose, and changes nothing", async () => {
    const kubeconfig = await cluster.plane.kubeconfigFor({ name: "nobody" });
    const kubernetes = await createKubernetesClient({ kubeconfig, userAgent: "holdfast/test" });
    const installing = installServer(cluster.context({ kubernetes }), await manifests(), options);
    await expect(installing).rejects.toMatchObject({
      code: "missing-rights",
      message: expect.stringContaining("nothing was changed"),
      details: {
        reason: expect.stringMatching(
          /create clusterroles\.rbac[^\n]+: needed to write down[^]+create deployments\.apps in namespace vault: needed to run the server/,
        ),
      },
    });
    await kubernetes.close();
    expect(await cluster.kubernetes.get(namespaces, { name: "vault" })).toBeUndefined();
  });

  it("prints objects that the API server takes, and removes them again without the records", async () => {
    const context = { ...cluster.context(), consoleNamespace: "vault" };
    const { kubernetes } = context;
    await makeNamespace(kubernetes, options.namespace, {});
    for (const object of serverObjects(await manifests(), options)) await kubernetes.apply(object);
    const password = await ensureConsolePassword(context);
    expect(await ensureConsolePassword(context)).toBeUndefined();
    expect(password).toMatch(/^[a-z0-9]{5}(-[a-z0-9]{5}){3}$/);

    expect(await serverLosses(context)).toMatchObject({ consoleNamespace: "vault", applications: [], backups: [] });
    await uninstallServer(context, { purge: false });
    expect(await kubernetes.get(deployments, { namespace: "vault", name: "holdfast" })).toBeUndefined();
    expect(await kubernetes.get(services, { namespace: "vault", name: "holdfast" })).toBeUndefined();
    expect(await kubernetes.get(clusterRoles, { name: "holdfast-server" })).toBeUndefined();
    expect(await kubernetes.get(secrets, { namespace: "vault", name: "holdfast-console-password" })).toBeDefined();
  });

  it("keeps only the hash of the password, and a new one replaces it", async () => {
    const context = { ...cluster.context(), consoleNamespace: "vault" };
    const password = await resetConsolePassword(context);
    const secret = await cluster.kubernetes.get<UnstructuredObject>(secrets, {
      namespace: "vault",
      name: "holdfast-console-password",
    });
    const { hash = "" } = (secret?.["data"] ?? {}) as Readonly<Record<string, string>>;
    const text = Buffer.from(hash, "base64").toString("utf8");
    expect(text).not.toContain(password);
    expect(await verifyPassword(password, text)).toBe(true);
  });

  it("is undone with its records by a purge, twice without harm", async () => {
    const context = { ...cluster.context(), consoleNamespace: "vault" };
    await uninstallServer(context, { purge: true });
    await uninstallServer(context, { purge: true });
    expect(await cluster.kubernetes.get(namespaces, { name: "vault" })).toBeUndefined();
    expect(await cluster.kubernetes.get(namespaces, { name: "holdfast-operations" })).toBeUndefined();
    await expect(serverLosses(context)).rejects.toMatchObject({ code: "holdfast-not-installed" });
  });
});
