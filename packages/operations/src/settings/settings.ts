import { apiVersion, labels } from "@holdfast/domain";
import type { Channel, LimitSettings } from "@holdfast/domain";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";

export const settingsType: ResourceType = {
  group: "holdfast.dev",
  version: "v1alpha1",
  kind: "Settings",
  plural: "settings",
  namespaced: true,
};

/** The only object of its kind. */
export const settingsName = "settings";

/** What holds for the whole installation. Each field belongs to the part of the product that it is named after. */
export interface SettingsSpec {
  readonly id: string;
  readonly limits?: LimitSettings;
  readonly notifications?: { readonly channels: readonly Channel[] };
}

export interface SettingsObject extends KubernetesObject {
  readonly spec: SettingsSpec;
}

export function settingsObject(namespace: string, spec: SettingsSpec): SettingsObject {
  return {
    apiVersion,
    kind: settingsType.kind,
    metadata: { name: settingsName, namespace, labels: { [labels.record]: "settings" } },
    spec,
  };
}
