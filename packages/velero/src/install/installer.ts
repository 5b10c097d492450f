import { parse } from "yaml";
import { Fault } from "@holdfast/domain";
import type { UnstructuredObject } from "@holdfast/kubernetes";

/**
 * Velero's objects come from Velero's own installer, `velero install --dry-run -o yaml`, of the very version that is
 * installed: nothing of it is kept in this repository (docs/decisions/0040).
 */
export interface InstallerOptions {
  readonly namespace: string;
  readonly image: string;
  readonly pluginImages: readonly string[];
  readonly kubeletRootDir?: string;
  readonly features?: readonly string[];
}

/** Arguments for the program `velero`. It contacts no API server with them, but 1.17 and later want to be able to. */
export function installerArguments(options: InstallerOptions): readonly string[] {
  return [
    "install",
    `--namespace=${options.namespace}`,
    `--image=${options.image}`,
    ...options.pluginImages.map((image) => `--plugins=${image}`),
    ...(options.kubeletRootDir === undefined ? [] : [`--kubelet-root-dir=${options.kubeletRootDir}`]),
    ...(options.features === undefined ? [] : [`--features=${options.features.join(",")}`]),
    "--use-node-agent",
    "--use-volume-snapshots=false",
    "--no-default-backup-location",
    "--no-secret",
    "--dry-run",
    "-o=yaml",
  ];
}

/** The printed List as objects. Anything else in the output is a Fault with its first words. */
export function parseInstallerOutput(output: string): readonly UnstructuredObject[] {
  try {
    const list = parse(output, { maxAliasCount: 0 }) as {
      readonly kind?: string;
      readonly items?: readonly UnstructuredObject[];
    } | null;
    if (list?.kind === "List" && Array.isArray(list.items) && list.items.length > 0) return list.items;
  } catch {
    // Said below: what it printed is no List.
  }
  throw new Fault("deployment-failed", "Velero's installer did not print its objects", {
    reason: output.trim().split("\n").slice(0, 3).join(" ").slice(0, 400) || "it printed nothing",
    remedy: "Check that the image holds Velero's program at /velero and is of version 1.15 to 1.18",
  });
}

export interface InstallerPodOptions extends InstallerOptions {
  readonly podName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly imagePullSecret?: string;
}

/** A pod that runs the installer from the image to be installed. It may do nothing in the cluster. */
export function installerPod(options: InstallerPodOptions): UnstructuredObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: options.podName, namespace: options.namespace, labels: options.labels },
    spec: {
      restartPolicy: "Never",
      activeDeadlineSeconds: 600,
      ...(options.imagePullSecret === undefined ? {} : { imagePullSecrets: [{ name: options.imagePullSecret }] }),
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
      nodeSelector: { "kubernetes.io/os": "linux" },
      containers: [
        {
          name: "installer",
          image: options.image,
          imagePullPolicy: "IfNotPresent",
          command: ["/velero", ...installerArguments(options)],
          env: [{ name: "HOME", value: "/tmp" }],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}
