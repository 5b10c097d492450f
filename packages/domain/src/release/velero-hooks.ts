/** Velero's hooks as it writes them; the same in a vendor's manifests and in the objects that Velero is given. */
import type { LabelSelector } from "../selection/label-selector.ts";

/** Fields by which a hook chooses its pods. */
interface HookSelection {
  readonly name: string;
  readonly includedNamespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly labelSelector?: LabelSelector;
}

export interface ExecHook {
  readonly exec: {
    readonly command: readonly string[];
    /** Absent: the pod's first container. */
    readonly container?: string;
    /** Absent: Fail. */
    readonly onError?: "Continue" | "Fail";
    /** Go duration; absent: 30s. */
    readonly timeout?: string;
  };
}

export interface BackupResourceHook extends HookSelection {
  readonly pre?: readonly ExecHook[];
  readonly post?: readonly ExecHook[];
}

export interface RestoreExecHook {
  readonly command: readonly string[];
  readonly container?: string;
  /** Absent: Continue. */
  readonly onError?: "Continue" | "Fail";
  readonly execTimeout?: string;
  readonly waitTimeout?: string;
  readonly waitForReady?: boolean;
}

export interface RestoreInitHook {
  readonly initContainers?: readonly unknown[];
  readonly timeout?: string;
}

export interface RestoreResourceHook extends HookSelection {
  readonly postHooks?: readonly { readonly exec?: RestoreExecHook; readonly init?: RestoreInitHook }[];
}
