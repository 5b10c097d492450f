import { fieldManager, labels, operationsNamespace } from "@holdfast/domain";
import { configMaps, isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { hashPassword, verifyPassword } from "../installation/password.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";
import { readRepositoryPassword } from "../velero/install/repository-password.ts";

const name = "holdfast-recovery-kit";

interface KitRecord extends KubernetesObject {
  readonly data?: {
    readonly exportedAt?: string;
    readonly exportedBy?: string;
    /** Each Velero has a repository password of its own. */
    readonly veleroNamespace?: string;
    readonly password?: string;
  };
}

export interface RecordedKit {
  readonly veleroNamespace: string;
  readonly repositoryPassword: string;
}

/**
 * Remembers that a kit exists for this repository password of this Velero. Only a slow hash of it is kept, in the namespace that no
 * backup carries. Called again it replaces what was known.
 */
export async function recordKit(context: Context, { veleroNamespace, repositoryPassword }: RecordedKit): Promise<void> {
  const record = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: operationsNamespace, labels: { [labels.record]: "recovery-kit" } },
    data: {
      exportedAt: new Date(context.clock.now()).toISOString(),
      exportedBy: context.requestedBy,
      veleroNamespace,
      password: await hashPassword(repositoryPassword),
    },
  };
  const { kubernetes } = context;
  await inOperationsNamespace(kubernetes, () => kubernetes.apply(record, { fieldManager, force: true }));
}

export type KitState =
  /** Nobody has made a kit, or the last one is for another Velero. */
  | { readonly kind: "missing" }
  | { readonly kind: "outdated"; readonly exportedAt: string }
  | { readonly kind: "exported"; readonly exportedAt: string }
  /** There is no password yet, or it may not be read with these rights. */
  | { readonly kind: "unknown" };

/** Whether a kit exists for the repository password that is in use now. */
export async function judgeKit(kubernetes: KubernetesClient, veleroNamespace: string): Promise<KitState> {
  try {
    const [password, record] = await Promise.all([
      readRepositoryPassword(kubernetes, veleroNamespace),
      kubernetes.get<KitRecord>(configMaps, { name, namespace: operationsNamespace }),
    ]);
    if (password === undefined) return { kind: "unknown" };
    const { exportedAt, password: hash, veleroNamespace: of } = record?.data ?? {};
    if (exportedAt === undefined || hash === undefined || of !== veleroNamespace) return { kind: "missing" };
    return { kind: (await verifyPassword(password, hash)) ? "exported" : "outdated", exportedAt };
  } catch (error) {
    if (isApiError(error, "Forbidden")) return { kind: "unknown" };
    throw error;
  }
}
