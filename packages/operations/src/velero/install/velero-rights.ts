import { rightsTo, type Right } from "../../installation/rights.ts";

const write = ["get", "create", "patch"];
const watch = ["get", "list", "watch"];

/** What `holdfast velero install` does with the caller's rights. */
export function veleroRights(namespace: string): readonly Right[] {
  return [...clusterRights(namespace), ...namespaceRights(namespace)];
}

function clusterRights(namespace: string): readonly Right[] {
  const rbac = "rbac.authorization.k8s.io";
  const bind = { verb: "bind", group: rbac, resource: "clusterroles", name: "cluster-admin" };
  return [
    ...rightsTo({ verbs: write, group: "", resource: "namespaces", purpose: `make namespace ${namespace}` }),
    ...rightsTo({
      verbs: [...watch, "create", "patch"],
      group: "apiextensions.k8s.io",
      resource: "customresourcedefinitions",
      purpose: "make Velero's kinds known to the cluster",
    }),
    ...rightsTo({
      verbs: write,
      group: rbac,
      resource: "clusterrolebindings",
      purpose: "let Velero's server read and write everything it backs up and restores",
    }),
    { question: bind, purpose: "give Velero's service account cluster-admin, as Velero needs it" },
  ];
}

function namespaceRights(namespace: string): readonly Right[] {
  const core = { group: "", namespace };
  const apps = { group: "apps", namespace, verbs: [...watch, "create", "patch"] };
  return [
    ...rightsTo({ ...core, verbs: write, resource: "serviceaccounts", purpose: "make Velero's service account" }),
    ...rightsTo({
      ...core,
      verbs: ["get", "create"],
      resource: "secrets",
      purpose: "make the random password of Velero's repositories",
    }),
    ...rightsTo({ ...apps, resource: "deployments", purpose: "run Velero's server and see it Ready" }),
    ...rightsTo({ ...apps, resource: "daemonsets", purpose: "run Velero's node agent and see it Ready" }),
    ...rightsTo({
      ...core,
      verbs: [...watch, "create", "delete"],
      resource: "pods",
      purpose: "run Velero's installer and see why a pod does not start",
    }),
    {
      question: { verb: "get", ...core, resource: "pods", subresource: "log" },
      purpose: "read what Velero's installer printed",
    },
    ...rightsTo({
      verbs: [...watch, "create", "delete"],
      group: "velero.io",
      resource: "serverstatusrequests",
      namespace,
      purpose: "ask Velero's server whether it works",
    }),
  ];
}
