import { Fault } from "@holdfast/domain";
import type { FaultCode } from "@holdfast/domain";
import { namespaces, persistentVolumeClaims, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, OwnerReference as Owner, ResourceType } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import type { Context } from "../context.ts";
import { applicationObject, applicationType } from "./application.ts";
import type { PlacedObject } from "./apply-order.ts";
import { checkNamespaces, claimNamespaces } from "./claim-namespaces.ts";
import { refuseOthersObjects } from "./cluster-scoped-owners.ts";
import { listClaims, refuseEndangeredClaims } from "./endangered-claims.ts";
import { planRemoval } from "./prune-objects.ts";
import { planApplicationRemoval, removeApplication } from "./remove-application.ts";

type Fields = Readonly<Record<string, unknown>>;

const mine = { "holdfast.dev/application": "shop" };

function object(apiVersion: string, kind: string, metadata: KubernetesObject["metadata"], rest: Fields = {}) {
  return { apiVersion, kind, metadata, ...rest };
}

function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return object("v1", "Namespace", { name, labels });
}

const claim = (name: string, owners: readonly Owner[] = []) =>
  object("v1", "PersistentVolumeClaim", {
    name,
    namespace: "shop",
    uid: `claim-${name}`,
    ownerReferences: owners,
  });

function cluster(...objects: readonly KubernetesObject[]): Context {
  return testContext(createFakeClient({ objects, types: [applicationType] }));
}

async function refusal(promise: Promise<unknown>, code: FaultCode): Promise<Fault> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Fault)) throw new Error("it was not refused", { cause: error });
  expect(error.code).toBe(code);
  expect(error.details.remedy).toBeDefined();
  return error;
}

const bare = { spec: { template: { spec: { containers: [] } } } };

describe("a namespace that exists", () => {
  const wish = { slug: "shop", namespaces: ["team-prod"], refuseForeign: true };
  const foreign = object("apps/v1", "Deployment", { name: "payments", namespace: "team-prod" }, bare);

  it("with other workloads in it is refused, and taken only when that is asked for", async () => {
    const context = cluster(namespace("team-prod"), foreign);
    const fault = await refusal(claimNamespaces(context, wish), "namespace-taken");
    expect(fault.details.reason).toContain("Deployment payments");
    expect(fault.details.remedy).toContain("--adopt-namespace");
    await claimNamespaces(context, { ...wish, refuseForeign: false });
    await claimNamespaces(context, wish);
    const claimed = await context.kubernetes.get(namespaces, { name: "team-prod" });
    expect(claimed?.metadata.labels).toMatchObject(mine);
  });

  it("with what is the application's, what is going and what every namespace has is taken", async () => {
    const inside = { namespace: "team-prod" };
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "gone", uid: "gone", controller: true };
    const token = object("v1", "Secret", { name: "t", ...inside }, { type: "kubernetes.io/service-account-token" });
    const context = cluster(
      namespace("team-prod"),
      object("v1", "Service", { name: "web", labels: mine, ...inside }),
      object("v1", "Pod", { name: "web-1", ownerReferences: [owner], ...inside }),
      object("v1", "Pod", { name: "going", deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["x"], ...inside }),
      object("v1", "ConfigMap", { name: "kube-root-ca.crt", ...inside }),
      token,
    );
    await expect(claimNamespaces(context, wish)).resolves.toBeUndefined();
  });

  it("is refused when it is labelled for another application or for the console, before anything is written", async () => {
    const context = cluster(namespace("team-prod", { "holdfast.dev/application": "other" }));
    const fault = await refusal(checkNamespaces(context, { ...wish, refuseForeign: false }), "namespace-taken");
    expect(fault.details.reason).toContain("the application other");
    const ours = cluster(namespace("team-prod", { "holdfast.dev/part-of": "console" }));
    await refusal(checkNamespaces(ours, { ...wish, refuseForeign: false }), "namespace-taken");
  });

  it("is refused when any Velero is in it, and when it is Kubernetes' own", async () => {
    const containers = [{ name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] }];
    const velero = object(
      "apps/v1",
      "Deployment",
      { name: "velero", namespace: "dr" },
      {
        spec: { template: { spec: { containers } } },
      },
    );
    const context = { ...cluster(namespace("dr"), velero), veleroNamespace: "velero" };
    const fault = await refusal(
      checkNamespaces(context, { slug: "shop", namespaces: ["dr", "kube-flow"] }),
      "namespace-taken",
    );
    expect(fault.details.reason).toContain("dr is Velero's");
    expect(fault.details.reason).toContain("kube-flow");
  });
});

describe("a cluster-wide object that exists", () => {
  const type: ResourceType = {
    group: "rbac.authorization.k8s.io",
    version: "v1",
    kind: "ClusterRole",
    plural: "clusterroles",
    namespaced: false,
  };
  const wanted = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "reader" } };
  const placed: PlacedObject[] = [{ type, object: wanted, rendered: { file: "a.yaml", line: 1, object: wanted } }];
  const labelled = (slug: string) =>
    cluster({ ...wanted, metadata: { name: "reader", labels: { "holdfast.dev/application": slug } } });

  it("with another application's label is never taken over", async () => {
    const taking = refuseOthersObjects(labelled("other"), placed, { slug: "shop", adoptUnlabelled: true });
    expect((await refusal(taking, "already-exists")).details.reason).toContain(
      "ClusterRole reader belongs to the application other",
    );
  });

  it("without a label is taken over only when that is asked for", async () => {
    const context = cluster(wanted);
    const fault = await refusal(
      refuseOthersObjects(context, placed, { slug: "shop", adoptUnlabelled: false }),
      "already-exists",
    );
    expect(fault.details.remedy).toContain("--force-conflicts");
    await expect(
      refuseOthersObjects(context, placed, { slug: "shop", adoptUnlabelled: true }),
    ).resolves.toBeUndefined();
  });

  it("of the same application is its own", async () => {
    const choices = { slug: "shop", adoptUnlabelled: false };
    await expect(refuseOthersObjects(labelled("shop"), placed, choices)).resolves.toBeUndefined();
    await expect(refuseOthersObjects(cluster(), placed, choices)).resolves.toBeUndefined();
  });
});

const database = (whenDeleted: string) =>
  object(
    "apps/v1",
    "StatefulSet",
    { name: "db", namespace: "shop", uid: "db", labels: mine },
    {
      spec: {
        persistentVolumeClaimRetentionPolicy: { whenDeleted },
        volumeClaimTemplates: [{ metadata: { name: "data" } }],
      },
    },
  );

describe("data that is to stay", () => {
  const reference = { apiVersion: "apps/v1", kind: "StatefulSet", namespace: "shop", name: "db" };
  const remove = async (context: Context): Promise<void> => {
    const plan = await planRemoval(context, "shop", [reference]);
    await refuseEndangeredClaims(context, plan, await listClaims(context, ["shop"]));
  };

  it("is not deleted along by a StatefulSet's retention policy: that is refused by the claims' names", async () => {
    const fault = await refusal(
      remove(cluster(database("Delete"), claim("data-db-0"), claim("other"))),
      "volumes-not-covered",
    );
    expect(fault.message).toContain("shop/data-db-0");
    expect(fault.message).not.toContain("other");
    expect(fault.details.remedy).toContain("--delete-data");
    expect(fault.details.remedy).toContain("Retain");
    await expect(remove(cluster(database("Retain"), claim("data-db-0")))).resolves.toBeUndefined();
  });

  it("is not deleted along with its owner, nor with its owner's owner", async () => {
    const context = cluster(database("Retain"));
    const add = async (type: ResourceType, one: KubernetesObject): Promise<Owner> => {
      const { apiVersion, kind, metadata } = await context.kubernetes.create(type, one);
      return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? "" };
    };
    const found = await context.kubernetes.get(statefulSets, { namespace: "shop", name: "db" });
    const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "db", uid: found?.metadata.uid ?? "" };
    const inside = { namespace: "shop", ownerReferences: [owner] };
    const middle = await add(statefulSets, object("apps/v1", "StatefulSet", { name: "made", ...inside }));
    const other = { apiVersion: "v1", kind: "ConfigMap", name: "other", uid: "other" };
    await add(persistentVolumeClaims, claim("safe", [other]));
    await expect(remove(context)).resolves.toBeUndefined();
    await add(persistentVolumeClaims, claim("owned", [owner]));
    await add(persistentVolumeClaims, claim("indirect", [middle]));
    const { message } = await refusal(remove(context), "volumes-not-covered");
    expect(message).toContain("shop/indirect");
    expect(message).toContain("shop/owned");
    expect(message).not.toContain("safe");
  });
});

const markOf = async ({ kubernetes }: Context) =>
  (await kubernetes.get(namespaces, { name: "shop" }))?.metadata.labels?.["holdfast.dev/application"];

describe("the removal of an application", () => {
  const spec = {
    id: "1",
    slug: "shop",
    title: "Shop",
    namespaces: ["shop"],
    sequence: 1,
    versionLabel: "1",
    publicKey: "",
  };
  const installed = (): Context => cluster(applicationObject(spec, "shop"), namespace("shop", mine), claim("data"));
  it("keeps a namespace with data for the application, and gives it away with the data", async () => {
    const context = installed();
    await removeApplication(context, { slug: "shop", deleteData: false });
    expect(await markOf(context)).toBe("shop");
    const emptied = installed();
    await removeApplication(emptied, { slug: "shop", deleteData: true });
    expect(await markOf(emptied)).toBeUndefined();
  });

  it("does not count the claim of a pod's own volume as data that stays", async () => {
    const owner = { apiVersion: "v1", kind: "Pod", name: "web", uid: "web" };
    const context = cluster(applicationObject(spec, "shop"), claim("scratch", [owner]));
    expect((await planApplicationRemoval(context, { slug: "shop", deleteData: false })).claims).toEqual([]);
  });
});
