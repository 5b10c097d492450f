import type { ResourceType } from "./objects.ts";

/** The built-in types this product names, in versions every supported Kubernetes serves: they need no discovery. */

const core = { group: "", version: "v1" };
const apps = { group: "apps", version: "v1" };
const batch = { group: "batch", version: "v1" };
const rbac = { group: "rbac.authorization.k8s.io", version: "v1" };
const admission = { group: "admissionregistration.k8s.io", version: "v1" };
const authorization = { group: "authorization.k8s.io", version: "v1" };

export const configMaps: ResourceType = { ...core, kind: "ConfigMap", plural: "configmaps", namespaced: true };
export const endpoints: ResourceType = { ...core, kind: "Endpoints", plural: "endpoints", namespaced: true };
export const events: ResourceType = { ...core, kind: "Event", plural: "events", namespaced: true };
export const namespaces: ResourceType = { ...core, kind: "Namespace", plural: "namespaces", namespaced: false };
export const nodes: ResourceType = { ...core, kind: "Node", plural: "nodes", namespaced: false };
export const persistentVolumeClaims: ResourceType = {
  ...core,
  kind: "PersistentVolumeClaim",
  plural: "persistentvolumeclaims",
  namespaced: true,
};
export const persistentVolumes: ResourceType = {
  ...core,
  kind: "PersistentVolume",
  plural: "persistentvolumes",
  namespaced: false,
};
export const pods: ResourceType = { ...core, kind: "Pod", plural: "pods", namespaced: true };
export const secrets: ResourceType = { ...core, kind: "Secret", plural: "secrets", namespaced: true };
export const serviceAccounts: ResourceType = {
  ...core,
  kind: "ServiceAccount",
  plural: "serviceaccounts",
  namespaced: true,
};
export const services: ResourceType = { ...core, kind: "Service", plural: "services", namespaced: true };

export const daemonSets: ResourceType = { ...apps, kind: "DaemonSet", plural: "daemonsets", namespaced: true };
export const deployments: ResourceType = { ...apps, kind: "Deployment", plural: "deployments", namespaced: true };
export const replicaSets: ResourceType = { ...apps, kind: "ReplicaSet", plural: "replicasets", namespaced: true };
export const statefulSets: ResourceType = { ...apps, kind: "StatefulSet", plural: "statefulsets", namespaced: true };

export const cronJobs: ResourceType = { ...batch, kind: "CronJob", plural: "cronjobs", namespaced: true };
export const jobs: ResourceType = { ...batch, kind: "Job", plural: "jobs", namespaced: true };

export const clusterRoleBindings: ResourceType = {
  ...rbac,
  kind: "ClusterRoleBinding",
  plural: "clusterrolebindings",
  namespaced: false,
};
export const clusterRoles: ResourceType = { ...rbac, kind: "ClusterRole", plural: "clusterroles", namespaced: false };
export const roleBindings: ResourceType = { ...rbac, kind: "RoleBinding", plural: "rolebindings", namespaced: true };
export const roles: ResourceType = { ...rbac, kind: "Role", plural: "roles", namespaced: true };

export const mutatingWebhookConfigurations: ResourceType = {
  ...admission,
  kind: "MutatingWebhookConfiguration",
  plural: "mutatingwebhookconfigurations",
  namespaced: false,
};
export const validatingWebhookConfigurations: ResourceType = {
  ...admission,
  kind: "ValidatingWebhookConfiguration",
  plural: "validatingwebhookconfigurations",
  namespaced: false,
};

export const customResourceDefinitions: ResourceType = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};
export const endpointSlices: ResourceType = {
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  namespaced: true,
};
export const ingresses: ResourceType = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  plural: "ingresses",
  namespaced: true,
};
export const leases: ResourceType = {
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
  namespaced: true,
};
export const networkPolicies: ResourceType = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "NetworkPolicy",
  plural: "networkpolicies",
  namespaced: true,
};
export const podDisruptionBudgets: ResourceType = {
  group: "policy",
  version: "v1",
  kind: "PodDisruptionBudget",
  plural: "poddisruptionbudgets",
  namespaced: true,
};
export const priorityClasses: ResourceType = {
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  plural: "priorityclasses",
  namespaced: false,
};
export const storageClasses: ResourceType = {
  group: "storage.k8s.io",
  version: "v1",
  kind: "StorageClass",
  plural: "storageclasses",
  namespaced: false,
};

export const selfSubjectAccessReviews: ResourceType = {
  ...authorization,
  kind: "SelfSubjectAccessReview",
  plural: "selfsubjectaccessreviews",
  namespaced: false,
};
export const selfSubjectReviews: ResourceType = {
  group: "authentication.k8s.io",
  version: "v1",
  kind: "SelfSubjectReview",
  plural: "selfsubjectreviews",
  namespaced: false,
};

export const builtInTypes: readonly ResourceType[] = [
  configMaps,
  endpoints,
  events,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  secrets,
  serviceAccounts,
  services,
  daemonSets,
  deployments,
  replicaSets,
  statefulSets,
  cronJobs,
  jobs,
  clusterRoleBindings,
  clusterRoles,
  roleBindings,
  roles,
  mutatingWebhookConfigurations,
  validatingWebhookConfigurations,
  customResourceDefinitions,
  endpointSlices,
  ingresses,
  leases,
  networkPolicies,
  podDisruptionBudgets,
  priorityClasses,
  storageClasses,
  selfSubjectAccessReviews,
  selfSubjectReviews,
];
