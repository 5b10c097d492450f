import type { TemplateScalar, TemplateValue } from "./value.ts";

/** Text forms that need the platform, which the domain does without. */
export interface TextCodecs {
  encodeBase64(text: string): string;
  /** The decoded UTF-8 text; undefined when it is not base64 of UTF-8. */
  decodeBase64(text: string): string | undefined;
  /** In hexadecimal. */
  sha256(text: string): string;
}

/** What a release says of itself. */
export interface ReleaseFacts {
  readonly slug: string;
  readonly sequence: number;
  readonly versionLabel: string;
  readonly channel: string;
  readonly releaseNotes: string;
}

/** What only the cluster knows. A fact is read when the first template asks for it; absent: not read yet. */
export interface ClusterFacts {
  readonly kubernetesVersion?: string;
  readonly nodes?: NodeFacts;
  readonly proxy?: ProxyFacts;
  /** Objects by `lookupKey`; an object that does not exist is {}. */
  readonly lookups: Pick<ReadonlyMap<string, TemplateValue>, "get">;
}

export interface NodeFacts {
  readonly count: number;
  /** As KOTS names it: "eks", "k3s", …; "" when it is not known. */
  readonly distribution: string;
  readonly isAirgap: boolean;
}

export interface ProxyFacts {
  readonly http: string;
  readonly https: string;
  readonly none: string;
}

export interface ObjectLookup {
  readonly apiVersion: string;
  readonly objectKind: string;
  /** "" for cluster-scoped objects. */
  readonly namespace: string;
  /** "": all of the namespace, as a mapping with items. */
  readonly name: string;
}

/** A fact that has to be read before a template can be rendered. */
export type FactRequest =
  | { readonly kind: "kubernetes-version" | "nodes" | "proxy" }
  | ({ readonly kind: "lookup" } & ObjectLookup);

export function lookupKey({ apiVersion, objectKind, namespace, name }: ObjectLookup): string {
  return JSON.stringify([apiVersion, objectKind, namespace, name]);
}

/** Thrown by functions that ask for a fact; caught at the edge of this folder and turned into a value. */
export class FactNeeded extends Error {
  override readonly name = "FactNeeded";
  readonly request: FactRequest;

  constructor(request: FactRequest) {
    super(`the template needs ${request.kind}`);
    this.request = request;
  }
}

/** What the functions of a release look at. */
export interface TemplateScope {
  /** The primary namespace. */
  readonly namespace: string;
  /** Undefined: there is no such item. */
  configOption(name: string): string | undefined;
  /** The decoded content of a file item. Undefined: there is no such item, or it is no base64 text. */
  configData(name: string): string | undefined;
  /** "" when the license has no such field. */
  licenseField(name: string): TemplateScalar;
  readonly release: ReleaseFacts;
  readonly holdfastVersion: string;
  readonly facts: ClusterFacts;
  readonly codecs: TextCodecs;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Only while the values of a Config are made; absent elsewhere. */
  readonly randomString?: (length: number) => string;
  /** Columns by which the YAML block is indented that the template stands in; absent outside of a block. */
  readonly blockIndentation?: number;
}
