import { Fields } from "./fields.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { ReleaseProblem } from "./problem.ts";
import type { ApplicationDescription, StatusInformer } from "./release.ts";

const informerKinds: Readonly<Record<string, string>> = {
  deployment: "deployment",
  deploy: "deployment",
  deployments: "deployment",
  statefulset: "statefulset",
  sts: "statefulset",
  statefulsets: "statefulset",
  daemonset: "daemonset",
  ds: "daemonset",
  daemonsets: "daemonset",
  job: "job",
  jobs: "job",
  service: "service",
  svc: "service",
  services: "service",
  ingress: "ingress",
  ing: "ingress",
  ingresses: "ingress",
  persistentvolumeclaim: "persistentvolumeclaim",
  pvc: "persistentvolumeclaim",
  persistentvolumeclaims: "persistentvolumeclaim",
};

/** Reads the rendered `kind: Application` of kots.io or app.k8s.io; problems are appended. */
export function describeApplication(
  manifest: ManifestDocument,
  values: unknown,
  problems: ReleaseProblem[],
): Omit<ApplicationDescription, "title"> & { readonly title: string | undefined } {
  const spec = new Fields({ document: manifest, path: [], values, problems }).mapping("spec");
  if (manifest.group === "app.k8s.io") {
    const title = spec.mapping("descriptor").text("type");
    return { title: title || undefined, icon: undefined, additionalNamespaces: [], statusInformers: [] };
  }
  const additionalNamespaces = spec.texts("additionalNamespaces").filter((name) => name !== "");
  additionalNamespaces.forEach((name, index) => {
    const refusal = refuseNamespace(name);
    if (refusal !== undefined) spec.refuse(["additionalNamespaces", index], refusal);
  });
  return {
    title: spec.text("title") || undefined,
    icon: spec.text("icon") || undefined,
    additionalNamespaces,
    statusInformers: readInformers(spec),
  };
}

/** Why a namespace cannot be an application's; undefined when it can. */
export function refuseNamespace(name: string): string | undefined {
  if (name === "*") return '"*" is not accepted: an application has namespaces of its own, by name';
  if (name.length > 63 || !/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u.test(name))
    return `"${name}" is not a namespace's name`;
  return others.includes(name) || name.startsWith("kube-")
    ? `the namespace ${name} is not an application's`
    : undefined;
}

const others = ["default", "holdfast-operations", "holdfast-store"];

function readInformers(spec: Fields): readonly StatusInformer[] {
  return spec.texts("statusInformers").flatMap((text, index) => {
    if (text === "") return [];
    const informer = parseInformer(text);
    if (informer !== undefined) return [informer];
    const kinds = [...new Set(Object.values(informerKinds))].join(", ");
    spec.refuse(["statusInformers", index], `"${text}" must be [namespace/]kind/name with a kind of ${kinds}`);
    return [];
  });
}

function parseInformer(text: string): StatusInformer | undefined {
  const parts = text.split("/");
  const [namespace, kind, name] = parts.length === 2 ? [undefined, ...parts] : parts;
  const known = informerKinds[(kind ?? "").toLowerCase()];
  if (parts.length < 2 || parts.length > 3 || known === undefined || name === undefined || name === "")
    return undefined;
  return { namespace: namespace === "" ? undefined : namespace, kind: known, name };
}
