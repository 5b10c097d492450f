/** What of a Service or an Ingress is shared by the whole cluster. */
export interface SharedName {
  readonly kind: "node-port" | "host" | "external-address";
  readonly value: string;
}

export interface NamingObject {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}

interface Service extends NamingObject {
  readonly spec?: {
    readonly ports?: readonly { readonly nodePort?: number; readonly protocol?: string }[];
    readonly externalIPs?: readonly string[];
    readonly loadBalancerIP?: string;
  };
}

interface Ingress extends NamingObject {
  readonly spec?: {
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly { readonly hosts?: readonly string[] }[];
  };
}

export function sharedNamesOf(object: NamingObject): readonly SharedName[] {
  if (object.kind === "Service") return serviceNames(object);
  if (object.kind === "Ingress") return ingressNames(object);
  return [];
}

function serviceNames({ spec }: Service): readonly SharedName[] {
  const ports = (spec?.ports ?? []).flatMap(({ nodePort, protocol = "TCP" }) =>
    nodePort === undefined || nodePort === 0 ? [] : [`${nodePort}/${protocol}`],
  );
  const addresses = [
    ...(spec?.externalIPs ?? []),
    ...(spec?.loadBalancerIP === undefined ? [] : [spec.loadBalancerIP]),
  ];
  return [
    ...ports.map((value) => ({ kind: "node-port", value }) as const),
    ...addresses.filter((value) => value !== "").map((value) => ({ kind: "external-address", value }) as const),
  ];
}

function ingressNames({ spec }: Ingress): readonly SharedName[] {
  const hosts = [
    ...(spec?.rules ?? []).flatMap(({ host }) => host ?? []),
    ...(spec?.tls ?? []).flatMap(({ hosts: named }) => named ?? []),
  ];
  return [...new Set(hosts)].map((value) => ({ kind: "host", value }));
}

export interface NameConflict extends SharedName {
  /** What is to be copied. */
  readonly object: string;
  /** Who has the name in the cluster now. */
  readonly takenBy: string;
}

/** Names of the backup's objects that others in the cluster have. */
export function findConflicts(
  copied: readonly NamingObject[],
  present: readonly NamingObject[],
): readonly NameConflict[] {
  const taken = new Map(
    present.flatMap((object) => sharedNamesOf(object).map((name) => [keyOf(name), nameOf(object)] as const)),
  );
  return copied.flatMap((object) =>
    sharedNamesOf(object).flatMap((name) => {
      const takenBy = taken.get(keyOf(name));
      return takenBy === undefined ? [] : [{ ...name, object: nameOf(object), takenBy }];
    }),
  );
}

function keyOf({ kind, value }: SharedName): string {
  return `${kind} ${value}`;
}

function nameOf({ kind, metadata }: NamingObject): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}
