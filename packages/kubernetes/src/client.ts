import type { KubernetesObject, ObjectName, ResourceType } from "./objects.ts";

/**
 * The port to one API server. Every method may be called concurrently; none retries a write by itself.
 * Refusals are thrown as ApiError with the server's Status kept; "not found" on reads and deletes is a value.
 * An unreachable server is an ApiError of reason "Unreachable".
 */
export interface KubernetesClient {
  /** Base address of the API server, without credentials. */
  readonly server: string;
  /** The namespace of the kubeconfig's context, "default" if it has none. */
  readonly contextNamespace: string;
  /** Who the credentials say we are, for records; never a secret. */
  readonly userName: string;

  get<T extends KubernetesObject>(type: ResourceType, name: ObjectName, options?: CallOptions): Promise<T | undefined>;
  /** One page. `continue` is passed back for the next one. */
  list<T extends KubernetesObject>(type: ResourceType, query?: ListQuery): Promise<ListPage<T>>;
  /** All pages, 500 objects at a time; restarts once by itself when the continue token expired. */
  listAll<T extends KubernetesObject>(type: ResourceType, query?: ListQuery): Promise<readonly T[]>;
  /** Ends when the server ends it, the signal aborts (quietly) or it throws (410 is ApiError "Expired"). */
  watch<T extends KubernetesObject>(type: ResourceType, query: WatchQuery): AsyncIterable<WatchEvent<T>>;

  create<T extends KubernetesObject>(type: ResourceType, object: T, options?: WriteOptions): Promise<T>;
  /** PUT. With metadata.resourceVersion it is an optimistic lock: a lost race is ApiError "Conflict". */
  replace<T extends KubernetesObject>(type: ResourceType, object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubernetesObject>(
    type: ResourceType,
    name: ObjectName,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T>;
  /** Server-side apply; the type is resolved by discovery from apiVersion and kind. */
  apply<T extends KubernetesObject>(object: T, options?: ApplyOptions): Promise<T>;
  /** "absent" when there was nothing to delete. A wrong `uid` precondition is ApiError "Conflict". */
  delete(type: ResourceType, name: ObjectName, options?: DeleteOptions): Promise<"accepted" | "absent">;

  /** Resolves by discovery; undefined when the server does not know the kind. Cached; asked again once on a miss. */
  resolve(apiVersion: string, kind: string): Promise<ResourceType | undefined>;
  /** Every listable preferred-version type the server serves, with its verbs. */
  resourceTypes(options?: { readonly fresh?: boolean }): Promise<readonly DiscoveredType[]>;
  version(): Promise<ServerVersion>;
  /** Raw request to a path of the API server (health, metrics, openapi, subresources). */
  raw(request: RawRequest): Promise<RawResponse>;

  /** Lines of a container's log, without line ends. */
  logs(query: LogQuery): AsyncIterable<string>;
  exec(request: ExecRequest): Promise<ExecResult>;
  /** One connection to a pod's port, as a Duplex stream. Each call is a connection of its own. */
  portForward(target: PortForwardTarget): Promise<import("node:stream").Duplex>;

  /** Which of these the caller may do, in the same order (SelfSubjectAccessReview, in parallel). */
  reviewAccess(questions: readonly AccessQuestion[]): Promise<readonly AccessAnswer[]>;

  /** Closes idle connections; running calls fail. */
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}
export interface WriteOptions extends CallOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
}
export interface ApplyOptions extends WriteOptions {
  /** Take fields over from other managers. Default false: a contested field is ApiError "Conflict". */
  readonly force?: boolean;
}
export interface DeleteOptions extends CallOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly gracePeriodSeconds?: number;
}
export interface ListQuery extends CallOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
}
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  readonly continue?: string;
}
export interface WatchQuery extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly timeoutSeconds?: number;
}
export type WatchEvent<T> =
  | { readonly kind: "added" | "modified" | "deleted"; readonly object: T }
  | { readonly kind: "bookmark"; readonly resourceVersion: string };

export type Patch =
  | { readonly kind: "merge"; readonly body: unknown }
  | { readonly kind: "strategic"; readonly body: unknown }
  | { readonly kind: "json"; readonly body: readonly unknown[] };

export interface DiscoveredType extends ResourceType {
  /** Absent where the server says none: the kind in lower case. */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly verbs: readonly string[];
  readonly preferred: boolean;
}
export interface ServerVersion {
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
}
export interface RawRequest extends CallOptions {
  readonly method: string;
  /** Absolute path with query, e.g. "/healthz?verbose". */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface RawResponse {
  readonly status: number;
  readonly body: string;
}
export interface LogQuery extends CallOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
}
export interface ExecRequest extends CallOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  readonly command: readonly string[];
  /**
   * The command must read all of it. One that ends before may, by a fault of the API server and kubelet (seen on 1.34.1,
   * with kubectl too), never have its exit code reported: give a signal with a deadline.
   */
  readonly stdin?: Uint8Array;
}
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}
export interface PortForwardTarget extends CallOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}
export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}
export interface AccessAnswer {
  readonly question: AccessQuestion;
  readonly allowed: boolean;
  readonly reason?: string;
}
