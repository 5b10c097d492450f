import type { ApplicationClaim, ApplicationData, ApplicationPod, ClaimVolume, OutsideData } from "@holdfast/domain";
import type { VendorBackupSpec } from "@holdfast/domain";
import { isApiError, parseQuantity, persistentVolumeClaims, persistentVolumes, pods } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

interface Pod extends KubernetesObject {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Volume[];
  };
  readonly status?: { readonly phase?: string; readonly reason?: string };
}

interface Container {
  readonly image?: string;
  readonly volumeMounts?: readonly { readonly name: string }[];
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly emptyDir?: unknown;
  readonly hostPath?: { readonly path: string };
  /** A claim that lives as long as the pod, named "<pod>-<volume>". */
  readonly ephemeral?: unknown;
}

interface Claim extends KubernetesObject {
  readonly spec?: { readonly volumeName?: string; readonly volumeMode?: string };
  readonly status?: { readonly phase?: string; readonly capacity?: { readonly storage?: string } };
}

interface PersistentVolume extends KubernetesObject {
  readonly spec?: { readonly persistentVolumeReclaimPolicy?: string; readonly hostPath?: unknown };
}

/** Kinds of others whose objects stand for data that no claim of the application holds. */
const outsideTypes: readonly ResourceType[] = [
  { group: "objectbucket.io", version: "v1alpha1", kind: "ObjectBucketClaim", plural: "objectbucketclaims" },
  { group: "objectstorage.k8s.io", version: "v1alpha1", kind: "BucketClaim", plural: "bucketclaims" },
  { group: "minio.min.io", version: "v2", kind: "Tenant", plural: "tenants" },
  { group: "ceph.rook.io", version: "v1", kind: "CephObjectStore", plural: "cephobjectstores" },
  { group: "ceph.rook.io", version: "v1", kind: "CephObjectStoreUser", plural: "cephobjectstoreusers" },
  { group: "ceph.rook.io", version: "v1", kind: "CephFilesystem", plural: "cephfilesystems" },
  { group: "seaweed.seaweedfs.com", version: "v1", kind: "Seaweed", plural: "seaweeds" },
].map((type) => ({ ...type, namespaced: true }));

export interface ObserveOptions {
  readonly namespaces: readonly string[];
  readonly vendor: VendorBackupSpec;
  /** What the last backup held of each claim, by "<namespace>/<claim>". */
  readonly lastBackupBytes?: ReadonlyMap<string, number>;
}

/** Reads what decides about an application's data. Faults: those of the API server, Forbidden among them. */
export async function observeData(context: Context, options: ObserveOptions): Promise<ApplicationData> {
  const found = await Promise.all(options.namespaces.map((namespace) => observeNamespace(context, namespace)));
  const claims = found.flatMap((one) => one.claims);
  return {
    pods: found.flatMap((one) => one.pods.map(podOf)),
    claims: claims.map((claim) => claimOf(claim, options.lastBackupBytes)),
    volumes: await boundVolumes(context, claims),
    outside: found.flatMap((one) => one.outside),
    vendor: options.vendor,
  };
}

async function observeNamespace(context: Context, namespace: string) {
  const query = { namespace, signal: context.signal };
  const [allPods, claims, ...outside] = await Promise.all([
    context.kubernetes.listAll<Pod>(pods, query),
    context.kubernetes.listAll<Claim>(persistentVolumeClaims, query),
    ...outsideTypes.map((type) => outsideOf(context, type, namespace)),
  ]);
  return { pods: allPods, claims, outside: outside.flat() };
}

/** A kind that is not served, or may not be read, tells nothing. */
async function outsideOf(context: Context, type: ResourceType, namespace: string): Promise<readonly OutsideData[]> {
  try {
    const found = await context.kubernetes.listAll(type, { namespace, signal: context.signal });
    return found.map(({ metadata }) => ({ kind: type.kind, namespace, name: metadata.name }));
  } catch (error) {
    if (isApiError(error, "NotFound", "Forbidden")) return [];
    throw error;
  }
}

/** Without the right to read volumes nothing is said of their reclaim policies. */
async function boundVolumes(context: Context, claims: readonly Claim[]): Promise<readonly ClaimVolume[]> {
  const names = claims.flatMap(({ spec }) => spec?.volumeName ?? []);
  const found = await Promise.all(
    names.map((name) =>
      context.kubernetes.get<PersistentVolume>(persistentVolumes, { name }).catch((error: unknown) => {
        if (isApiError(error, "Forbidden")) return undefined;
        throw error;
      }),
    ),
  );
  return found.flatMap((volume) => {
    if (volume === undefined) return [];
    const { persistentVolumeReclaimPolicy: reclaimPolicy = "Retain", hostPath } = volume.spec ?? {};
    return [{ name: volume.metadata.name, reclaimPolicy, hostPath: hostPath !== undefined }];
  });
}

function podOf({ metadata, spec, status }: Pod): ApplicationPod {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    ...(owner === undefined ? {} : { ownerKind: owner.kind }),
    phase: status?.phase ?? "Pending",
    ...(status?.reason === undefined ? {} : { reason: status.reason }),
    volumes: (spec.volumes ?? []).map((volume) => ({ name: volume.name, source: sourceOf(metadata.name, volume) })),
    images: containers.flatMap(({ image }) => image ?? []),
    // Velero looks at containers alone, not at init containers.
    mounted: spec.containers.flatMap(({ volumeMounts }) => (volumeMounts ?? []).map(({ name }) => name)),
  };
}

function sourceOf(pod: string, volume: Volume): ApplicationPod["volumes"][number]["source"] {
  if (volume.persistentVolumeClaim !== undefined)
    return { kind: "claim", claim: volume.persistentVolumeClaim.claimName };
  if (volume.ephemeral !== undefined) return { kind: "claim", claim: `${pod}-${volume.name}` };
  if (volume.emptyDir !== undefined) return { kind: "emptyDir" };
  if (volume.hostPath !== undefined) return { kind: "hostPath", path: volume.hostPath.path };
  return { kind: "other" };
}

function claimOf({ metadata, spec, status }: Claim, last: ReadonlyMap<string, number> | undefined): ApplicationClaim {
  const capacity = status?.capacity?.storage;
  const capacityBytes = capacity === undefined ? undefined : parseQuantity(capacity);
  const lastBackupBytes = last?.get(`${metadata.namespace ?? ""}/${metadata.name}`);
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    phase: status?.phase ?? "Pending",
    ...(spec?.volumeName === undefined ? {} : { volumeName: spec.volumeName }),
    block: spec?.volumeMode === "Block",
    ...(capacityBytes === undefined ? {} : { capacityBytes }),
    ...(lastBackupBytes === undefined ? {} : { lastBackupBytes }),
  };
}
