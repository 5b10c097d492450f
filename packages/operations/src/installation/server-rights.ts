import { rightsTo, type Right } from "./rights.ts";

const apply = ["get", "create", "patch"];
const watch = ["get", "list", "watch"];

/** What `holdfast install` does with the caller's rights. */
export function serverRights(namespace: string): readonly Right[] {
  return [...clusterRights(), ...namespaceRights(namespace)];
}

function clusterRights(): readonly Right[] {
  const rbac = "rbac.authorization.k8s.io";
  return [
    ...rightsTo({
      verbs: [...watch, "create", "patch"],
      group: "apiextensions.k8s.io",
      resource: "customresourcedefinitions",
      purpose: "make Holdfast's kinds known to the cluster",
    }),
    ...rightsTo({
      verbs: apply,
      group: "",
      resource: "namespaces",
      purpose: "make the console's namespace and holdfast-operations",
    }),
    ...rightsTo({ verbs: apply, group: rbac, resource: "clusterroles", purpose: "write down the server's own rights" }),
    ...rightsTo({
      verbs: ["escalate", "bind"],
      group: rbac,
      resource: "clusterroles",
      purpose: "give the server the rights to restore any application",
    }),
    ...rightsTo({
      verbs: apply,
      group: rbac,
      resource: "clusterrolebindings",
      purpose: "give the server's service account its rights",
    }),
  ];
}

function namespaceRights(namespace: string): readonly Right[] {
  const core = { group: "", namespace };
  return [
    ...rightsTo({ ...core, verbs: apply, resource: "serviceaccounts", purpose: "make the server's service account" }),
    ...rightsTo({ ...core, verbs: apply, resource: "services", purpose: "give the server an address in the cluster" }),
    ...rightsTo({ ...core, verbs: apply, resource: "secrets", purpose: "keep the hash of the console's password" }),
    ...rightsTo({ ...core, verbs: ["list"], resource: "pods", purpose: "say why the server does not start" }),
    ...rightsTo({
      verbs: [...watch, "create", "patch"],
      group: "apps",
      resource: "deployments",
      namespace,
      purpose: "run the server and see it Ready",
    }),
    ...rightsTo({
      verbs: ["get", "create"],
      group: "",
      resource: "configmaps",
      namespace: "holdfast-operations",
      purpose: "keep the id of this instance",
    }),
  ];
}
