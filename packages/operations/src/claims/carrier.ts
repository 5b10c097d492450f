import type { ClaimName } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { veleroApiVersion, veleroLabels } from "@holdfast/velero";
import type { PodVolumeRestore } from "@holdfast/velero";
import { operationLabel } from "../restores/velero-restore.ts";
import type { ClaimData, PodPattern } from "./claim-input.ts";

/**
 * Velero's node agent fills a volume only through a pod whose init container `restore-wait` runs: this pod is made for
 * that and does nothing else. It never ends by itself, because its mark is never written (see `buildTransfer`), and is
 * deleted when the data is there. Its security context is the one Velero would give it: that of the pod that was backed
 * up, so that it is allowed wherever that pod was. Source: Velero 1.18, `pod_volume_restore_controller.go`.
 */
export interface CarrierPlan {
  readonly name: string;
  readonly operation: string;
  readonly claim: ClaimName;
  readonly image: string;
  readonly pattern: PodPattern;
}

const volumeName = "data";

export function buildCarrier({ name, operation, claim, image, pattern }: CarrierPlan): KubernetesObject {
  const { containerSecurityContext, ...placement } = pattern;
  const container = {
    image,
    imagePullPolicy: "IfNotPresent",
    securityContext: containerSecurityContext ?? restrictedContext,
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "100m", memory: "128Mi" } },
  };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: claim.namespace,
      labels: { [operationLabel]: operation, [veleroLabels.excludeFromBackup]: "true" },
    },
    spec: {
      ...placement,
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      initContainers: [
        {
          ...container,
          name: "restore-wait",
          command: ["/velero-restore-helper"],
          args: [operation],
          volumeMounts: [{ name: volumeName, mountPath: `/restores/${volumeName}` }],
        },
      ],
      containers: [{ ...container, name: "done", command: ["/velero", "version", "--client-only"] }],
      volumes: [{ name: volumeName, persistentVolumeClaim: { claimName: claim.name } }],
    },
  };
  return pod;
}

/** As Velero's own default: the level "restricted" of the Pod Security Standards. */
const restrictedContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
  runAsUser: 1000,
  runAsNonRoot: true,
};

export interface TransferPlan {
  readonly name: string;
  readonly operation: string;
  readonly veleroNamespace: string;
  readonly carrier: KubernetesObject;
  readonly claim: ClaimName;
  readonly data: ClaimData;
}

/**
 * What Velero's server would make in a Restore. It has no owner, which is where the node agent takes the name of its mark
 * from: it writes the data, and no `.velero` directory into the volume. The pod's uid as label wakes the node agent.
 */
export function buildTransfer({
  name,
  operation,
  veleroNamespace,
  carrier,
  claim,
  data,
}: TransferPlan): PodVolumeRestore {
  const uid = carrier.metadata.uid ?? "";
  return {
    apiVersion: veleroApiVersion,
    kind: "PodVolumeRestore",
    metadata: {
      name,
      namespace: veleroNamespace,
      labels: { [operationLabel]: operation, [veleroLabels.podUid]: uid },
    },
    spec: {
      pod: { kind: "Pod", namespace: claim.namespace, name: carrier.metadata.name, uid },
      volume: volumeName,
      backupStorageLocation: data.location,
      repoIdentifier: "",
      snapshotID: data.snapshotId,
      ...(data.bytes === undefined ? {} : { snapshotSize: data.bytes }),
      sourceNamespace: claim.namespace,
      uploaderType: data.uploader,
    },
  };
}

/** What of a backed-up pod decides where the carrier may run, and as whom. */
export function patternOf(pod: KubernetesObject | undefined): PodPattern {
  const { spec } = (pod ?? {}) as { readonly spec?: Readonly<Record<string, unknown>> };
  if (spec === undefined) return {};
  const [first] = (spec["containers"] ?? []) as readonly { readonly securityContext?: unknown }[];
  const kept = Object.fromEntries(patternFields.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]]])));
  return {
    ...kept,
    ...(first?.securityContext === undefined ? {} : { containerSecurityContext: first.securityContext }),
  };
}

const patternFields: readonly (keyof PodPattern)[] = [
  "securityContext",
  "nodeSelector",
  "affinity",
  "tolerations",
  "schedulerName",
  "priorityClassName",
  "runtimeClassName",
];
