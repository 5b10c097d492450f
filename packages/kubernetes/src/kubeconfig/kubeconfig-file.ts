import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";

import { invalidKubeconfig } from "./invalid-kubeconfig.ts";

/** A kubeconfig as data: relative paths are already resolved against the file they stand in. */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
}

interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

export interface ClusterEntry {
  readonly server: string;
  readonly certificateAuthorityFile: string;
  readonly certificateAuthorityData: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName: string;
  readonly proxyUrl: string;
}

/** Empty strings stand for fields that are not set, as in kubectl. */
export interface UserEntry {
  readonly clientCertificateFile: string;
  readonly clientCertificateData: string;
  readonly clientKeyFile: string;
  readonly clientKeyData: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly impersonatedUser: string;
  readonly impersonatedGroups: readonly string[];
  readonly authProvider: string;
  readonly exec: ExecEntry | undefined;
}

export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads and merges the files; of two entries with one name the first wins. Absent files are skipped when `optional`. */
export async function readKubeconfigFiles(
  paths: readonly string[],
  optional: boolean,
): Promise<Kubeconfig | undefined> {
  const files: Kubeconfig[] = [];
  for (const path of paths) {
    const text = await readIfPresent(path, optional);
    if (text !== undefined) files.push(await parseKubeconfig(text, path));
  }
  return files.length === 0 ? undefined : mergeKubeconfigs(files);
}

async function readIfPresent(path: string, optional: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (optional && (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw invalidKubeconfig(path, `The kubeconfig ${path} cannot be read: ${(error as Error).message}`, error);
  }
}

async function parseKubeconfig(text: string, path: string): Promise<Kubeconfig> {
  const root = fieldsOf(await parseDocument(text, path));
  const directory = dirname(resolve(path));
  return {
    currentContext: textOf(root["current-context"]),
    clusters: namedEntries(root["clusters"], "cluster", (fields) => clusterEntry(fields, directory)),
    users: namedEntries(root["users"], "user", (fields) => userEntry(fields, directory)),
    contexts: namedEntries(root["contexts"], "context", contextEntry),
  };
}

/** JSON is tried first: it is YAML too, and the YAML parser costs more to load than to run. */
async function parseDocument(text: string, path: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML's flow style also begins with a brace.
    }
  }
  const { parse } = await import("yaml");
  try {
    return parse(text);
  } catch (error) {
    throw invalidKubeconfig(path, `The kubeconfig ${path} is not valid YAML: ${(error as Error).message}`, error);
  }
}

function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  const merge = <V>(pick: (file: Kubeconfig) => ReadonlyMap<string, V>): ReadonlyMap<string, V> =>
    new Map(files.toReversed().flatMap((file) => [...pick(file)]));
  return {
    currentContext: files.find((file) => file.currentContext !== "")?.currentContext ?? "",
    clusters: merge((file) => file.clusters),
    users: merge((file) => file.users),
    contexts: merge((file) => file.contexts),
  };
}

function contextEntry(fields: Fields): ContextEntry {
  return { cluster: textOf(fields["cluster"]), user: textOf(fields["user"]), namespace: textOf(fields["namespace"]) };
}

function clusterEntry(fields: Fields, directory: string): ClusterEntry {
  return {
    server: textOf(fields["server"]),
    certificateAuthorityFile: pathOf(fields["certificate-authority"], directory),
    certificateAuthorityData: textOf(fields["certificate-authority-data"]),
    insecureSkipTlsVerify: fields["insecure-skip-tls-verify"] === true,
    tlsServerName: textOf(fields["tls-server-name"]),
    proxyUrl: textOf(fields["proxy-url"]),
  };
}

function userEntry(fields: Fields, directory: string): UserEntry {
  return {
    clientCertificateFile: pathOf(fields["client-certificate"], directory),
    clientCertificateData: textOf(fields["client-certificate-data"]),
    clientKeyFile: pathOf(fields["client-key"], directory),
    clientKeyData: textOf(fields["client-key-data"]),
    token: textOf(fields["token"]),
    tokenFile: pathOf(fields["tokenFile"], directory),
    username: textOf(fields["username"]),
    password: textOf(fields["password"]),
    impersonatedUser: textOf(fields["as"]),
    impersonatedGroups: listOf(fields["as-groups"]).map(textOf),
    authProvider: textOf(fieldsOf(fields["auth-provider"])["name"]),
    exec:
      fields["exec"] === undefined || fields["exec"] === null
        ? undefined
        : execEntry(fieldsOf(fields["exec"]), directory),
  };
}

function execEntry(fields: Fields, directory: string): ExecEntry {
  const command = textOf(fields["command"]);
  const variables = listOf(fields["env"]).map(fieldsOf);
  return {
    apiVersion: textOf(fields["apiVersion"]),
    // A command with a slash is relative to the kubeconfig; one without is looked up on PATH.
    command: command.includes("/") ? pathOf(command, directory) : command,
    args: listOf(fields["args"]).map(textOf),
    env: Object.fromEntries(variables.map((variable) => [textOf(variable["name"]), textOf(variable["value"])])),
    installHint: textOf(fields["installHint"]),
    provideClusterInfo: fields["provideClusterInfo"] === true,
    interactiveMode: textOf(fields["interactiveMode"]),
  };
}

function namedEntries<V>(value: unknown, key: string, read: (fields: Fields) => V): ReadonlyMap<string, V> {
  const entries = listOf(value).map(fieldsOf);
  return new Map(entries.toReversed().map((entry) => [textOf(entry["name"]), read(fieldsOf(entry[key]))]));
}

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

function pathOf(value: unknown, directory: string): string {
  const path = textOf(value);
  return path === "" || isAbsolute(path) ? path : resolve(directory, path);
}
