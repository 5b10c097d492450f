import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

import type { Clock } from "../clock.ts";
import type { ClusterAccess, ServerTrust } from "./cluster-access.ts";
import {
  type CredentialSource,
  certificateUser,
  fixedCredentials,
  tokenFileCredentials,
  tokenSubject,
} from "./credentials.ts";
import { execCredentials } from "./exec-credentials.ts";
import { inClusterAccess, isInCluster } from "./in-cluster.ts";
import { invalidKubeconfig } from "./invalid-kubeconfig.ts";
import { type ClusterEntry, type Kubeconfig, readKubeconfigFiles, type UserEntry } from "./kubeconfig-file.ts";

export interface AccessOptions {
  /** A path, or several joined like KUBECONFIG. Absent: $KUBECONFIG, ~/.kube/config, then the pod's service account. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** Reads a kubeconfig as kubectl would. Throws ApiError "InvalidKubeconfig" that names the file and what is wrong in it. */
export async function readClusterAccess(options: AccessOptions): Promise<ClusterAccess> {
  const { paths, optional } = kubeconfigPaths(options);
  const kubeconfig = await readKubeconfigFiles(paths, optional);
  if (kubeconfig !== undefined) return accessOf(kubeconfig, { ...options, where: paths.join(delimiter) });
  if (isInCluster(options.environment)) return inClusterAccess(options.environment, options.clock);
  throw invalidKubeconfig(
    paths.join(delimiter),
    `No kubeconfig was found at ${paths.join(" or ")}. Give one with --kubeconfig or KUBECONFIG`,
  );
}

function kubeconfigPaths({ kubeconfig, environment }: AccessOptions): {
  readonly paths: readonly string[];
  readonly optional: boolean;
} {
  if (kubeconfig !== undefined && kubeconfig !== "") return { paths: splitPaths(kubeconfig), optional: false };
  const listed = splitPaths(environment["KUBECONFIG"] ?? "");
  return { paths: listed.length > 0 ? listed : [join(homedir(), ".kube", "config")], optional: true };
}

const splitPaths = (list: string): readonly string[] => list.split(delimiter).filter((path) => path !== "");

interface Source extends AccessOptions {
  readonly where: string;
}

async function accessOf(kubeconfig: Kubeconfig, source: Source): Promise<ClusterAccess> {
  const contextName = source.context ?? kubeconfig.currentContext;
  const context = kubeconfig.contexts.get(contextName);
  if (context === undefined)
    throw invalidKubeconfig(source.where, missingContext(kubeconfig, contextName, source.where));
  const cluster = kubeconfig.clusters.get(context.cluster);
  if (cluster === undefined)
    throw invalidKubeconfig(
      source.where,
      `The context ${contextName} of ${source.where} names the cluster ${context.cluster}, which is not there`,
    );
  const user = kubeconfig.users.get(context.user);
  if (user === undefined && context.user !== "") {
    throw invalidKubeconfig(
      source.where,
      `The context ${contextName} of ${source.where} names the user ${context.user}, which is not there`,
    );
  }
  const server = serverUrl(cluster, source.where);
  return {
    server,
    contextNamespace: context.namespace === "" ? "default" : context.namespace,
    tls: await serverTrust(cluster),
    credentials:
      user === undefined
        ? fixedCredentials("system:anonymous", {})
        : await credentialsOf(user, { cluster, source, entryName: context.user }),
    impersonation: user === undefined ? {} : impersonationOf(user),
    proxyUrl: cluster.proxyUrl,
  };
}

function missingContext(kubeconfig: Kubeconfig, contextName: string, where: string): string {
  const known = [...kubeconfig.contexts.keys()].join(", ");
  if (contextName === "") return `The kubeconfig ${where} has no current-context. Choose one with --context: ${known}`;
  return `The kubeconfig ${where} has no context ${contextName}; it has: ${known}`;
}

function serverUrl(cluster: ClusterEntry, where: string): URL {
  const url = URL.parse(cluster.server === "" ? "http://localhost:8080" : cluster.server);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw invalidKubeconfig(where, `The server address ${cluster.server} of ${where} is not an http or https URL`);
  }
  return url;
}

async function serverTrust(cluster: ClusterEntry): Promise<ServerTrust> {
  return {
    certificateAuthority: await pemOf(cluster.certificateAuthorityData, cluster.certificateAuthorityFile),
    skipVerification: cluster.insecureSkipTlsVerify,
    serverName: cluster.tlsServerName,
  };
}

interface UserSource {
  readonly cluster: ClusterEntry;
  readonly source: Source;
  readonly entryName: string;
}

/** The order is kubectl's: a certificate goes along with any token; of tokens the file wins, then exec, then basic. */
async function credentialsOf(user: UserEntry, { cluster, source, entryName }: UserSource): Promise<CredentialSource> {
  if (user.authProvider !== "") {
    throw invalidKubeconfig(
      source.where,
      `The user ${entryName} of ${source.where} uses auth-provider ${user.authProvider}, which Kubernetes removed; use an exec plugin or a token`,
    );
  }
  const certificate = await pemOf(user.clientCertificateData, user.clientCertificateFile);
  const key = await pemOf(user.clientKeyData, user.clientKeyFile);
  const clientCertificate =
    certificate === undefined || key === undefined ? {} : { clientCertificate: { certificate, key } };
  if (user.tokenFile !== "")
    return withCertificate(tokenFileCredentials(user.tokenFile, source.clock), clientCertificate);
  if (user.token !== "") {
    return fixedCredentials(tokenSubject(user.token) ?? entryName, {
      authorization: `Bearer ${user.token}`,
      ...clientCertificate,
    });
  }
  if (user.exec !== undefined) {
    return execCredentials({
      entry: user.exec,
      userName: entryName,
      cluster: await execClusterInfo(cluster),
      clock: source.clock,
    });
  }
  if (user.username !== "") {
    const basic = Buffer.from(`${user.username}:${user.password}`).toString("base64");
    return fixedCredentials(user.username, { authorization: `Basic ${basic}`, ...clientCertificate });
  }
  return fixedCredentials(
    (certificate === undefined ? undefined : certificateUser(certificate)) ?? entryName,
    clientCertificate,
  );
}

function withCertificate(source: CredentialSource, certificate: object): CredentialSource {
  return {
    get userName() {
      return source.userName;
    },
    read: async () => ({ ...(await source.read()), ...certificate }),
    forget: () => source.forget(),
  };
}

async function execClusterInfo(cluster: ClusterEntry): Promise<Parameters<typeof execCredentials>[0]["cluster"]> {
  const authority = await pemOf(cluster.certificateAuthorityData, cluster.certificateAuthorityFile);
  return {
    server: cluster.server,
    ...(authority === undefined ? {} : { "certificate-authority-data": Buffer.from(authority).toString("base64") }),
    ...(cluster.insecureSkipTlsVerify ? { "insecure-skip-tls-verify": true } : {}),
    ...(cluster.tlsServerName === "" ? {} : { "tls-server-name": cluster.tlsServerName }),
  };
}

function impersonationOf(user: UserEntry): Readonly<Record<string, string | readonly string[]>> {
  if (user.impersonatedUser === "") return {};
  return {
    "impersonate-user": user.impersonatedUser,
    ...(user.impersonatedGroups.length === 0 ? {} : { "impersonate-group": user.impersonatedGroups }),
  };
}

/** Data wins over a file, as in kubectl. */
async function pemOf(data: string, file: string): Promise<string | undefined> {
  if (data !== "") return Buffer.from(data, "base64").toString();
  if (file === "") return undefined;
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw invalidKubeconfig(
      file,
      `${file}, named in the kubeconfig, cannot be read: ${(error as Error).message}`,
      error,
    );
  }
}
