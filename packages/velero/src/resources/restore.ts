import type { LabelSelector, RestoreResourceHook } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { HookStatus, TypedLocalObjectReference } from "./selection.ts";

export interface RestoreSpec {
  readonly backupName?: string;
  readonly scheduleName?: string;
  readonly includedNamespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly includeClusterResources?: boolean;
  readonly labelSelector?: LabelSelector;
  readonly orLabelSelectors?: readonly LabelSelector[];
  readonly namespaceMapping?: Readonly<Record<string, string>>;
  /** "none", "update" or absent; the schema accepts anything, the server only these. */
  readonly existingResourcePolicy?: string;
  readonly hooks?: { readonly resources?: readonly RestoreResourceHook[] };
  readonly preserveNodePorts?: boolean;
  readonly restorePVs?: boolean;
  readonly restoreStatus?: {
    readonly includedResources?: readonly string[];
    readonly excludedResources?: readonly string[];
  };
  readonly itemOperationTimeout?: string;
  readonly resourceModifier?: TypedLocalObjectReference;
  readonly uploaderConfig?: { readonly writeSparseFiles?: boolean; readonly parallelFilesDownload?: number };
}

export interface RestoreStatus {
  /** Read it with `restoreStage`. */
  readonly phase?: string;
  readonly startTimestamp?: string;
  readonly completionTimestamp?: string;
  readonly validationErrors?: readonly string[];
  readonly failureReason?: string;
  readonly warnings?: number;
  readonly errors?: number;
  readonly progress?: { readonly totalItems?: number; readonly itemsRestored?: number };
  readonly hookStatus?: HookStatus;
  readonly restoreItemOperationsAttempted?: number;
  readonly restoreItemOperationsCompleted?: number;
  readonly restoreItemOperationsFailed?: number;
}

export interface Restore extends KubernetesObject {
  readonly spec: RestoreSpec;
  readonly status?: RestoreStatus;
}
