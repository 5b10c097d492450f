/** What a signed URL's host names. A pure reading of the name: nothing is asked. */
export type HostMeaning =
  | { readonly kind: "service"; readonly service: string; readonly namespace: string }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "elsewhere" };

/**
 * Velero resolves the host inside its own pod, so a bare name is a Service of Velero's namespace. A name of two labels
 * may be a Service or a public domain: it counts as a Service only if the caller finds one.
 */
export function meaningOf(host: string, veleroNamespace: string): HostMeaning {
  const name = host.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (/^[0-9.]+$/.test(name) || name.includes(":")) return { kind: "address", address: name };
  if (name === "localhost") return { kind: "elsewhere" };
  const labels = name.split(".");
  const [service = "", namespace = veleroNamespace, zone] = labels;
  if (zone === undefined) return { kind: "service", service, namespace };
  if (zone === "svc") return { kind: "service", service, namespace };
  // A pod of a headless Service: <pod>.<service>.<namespace>.svc
  if (labels[3] === "svc") return { kind: "service", service: namespace, namespace: zone };
  const podAddress = zone === "pod" ? /^\d+-\d+-\d+-\d+$/.exec(service)?.[0] : undefined;
  return podAddress === undefined
    ? { kind: "elsewhere" }
    : { kind: "address", address: podAddress.replaceAll("-", ".") };
}
