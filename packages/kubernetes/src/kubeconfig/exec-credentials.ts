import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

import type { Clock } from "../clock.ts";
import type { Credentials, CredentialSource } from "./credentials.ts";
import { invalidKubeconfig } from "./invalid-kubeconfig.ts";
import type { ExecEntry } from "./kubeconfig-file.ts";

/** What the plugin is told of the cluster when it asks with `provideClusterInfo`. */
interface ExecClusterInfo {
  readonly server: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
}

export interface ExecCredentialOptions {
  readonly entry: ExecEntry;
  readonly userName: string;
  readonly cluster: ExecClusterInfo;
  readonly clock: Clock;
}

interface CachedCredentials {
  readonly credentials: Credentials;
  /** Milliseconds since the epoch; undefined: until the server refuses them. */
  readonly expiresAt: number | undefined;
}

/**
 * Credentials from a plugin (client.authentication.k8s.io v1 and v1beta1), run when needed and kept until
 * expirationTimestamp. Concurrent requests share one run. The plugin's stderr is the caller's, for sign-in hints.
 */
export function execCredentials(options: ExecCredentialOptions): CredentialSource {
  let cached: CachedCredentials | undefined;
  let running: Promise<CachedCredentials> | undefined;
  const isFresh = (entry: CachedCredentials): boolean =>
    entry.expiresAt === undefined || entry.expiresAt > options.clock.now();
  return {
    userName: options.userName,
    async read() {
      if (cached !== undefined && isFresh(cached)) return cached.credentials;
      running ??= runPlugin(options).finally(() => {
        running = undefined;
      });
      cached = await running;
      return cached.credentials;
    },
    forget() {
      cached = undefined;
      return true;
    },
  };
}

async function runPlugin(options: ExecCredentialOptions): Promise<CachedCredentials> {
  const { entry } = options;
  const { output, exitCode } = await runCommand(options);
  if (exitCode !== 0) throw pluginFault(entry, `ended with exit code ${exitCode}`);
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch (error) {
    throw pluginFault(entry, "printed something that is not JSON", error);
  }
  return parseExecCredential(answer, entry);
}

async function runCommand(
  options: ExecCredentialOptions,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const { entry } = options;
  const interactive = entry.interactiveMode !== "Never" && process.stdin.isTTY;
  const child = spawn(entry.command, [...entry.args], {
    stdio: [interactive ? "inherit" : "ignore", "pipe", "inherit"],
    env: { ...process.env, ...entry.env, KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(options, interactive)) },
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? -1);
    });
  });
  try {
    const [output, exitCode] = await Promise.all([text(child.stdout), ended]);
    return { output, exitCode };
  } catch (error) {
    throw pluginFault(entry, "cannot be run", error);
  }
}

function execInfo(options: ExecCredentialOptions, interactive: boolean): unknown {
  const cluster = options.entry.provideClusterInfo ? { cluster: options.cluster } : {};
  return { apiVersion: options.entry.apiVersion, kind: "ExecCredential", spec: { interactive, ...cluster } };
}

function parseExecCredential(answer: unknown, entry: ExecEntry): CachedCredentials {
  const { status } = (answer ?? {}) as { readonly status?: Readonly<Record<string, unknown>> };
  const field = (name: string): string | undefined => {
    const value = status?.[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const token = field("token");
  const certificate = field("clientCertificateData");
  const key = field("clientKeyData");
  const expiration = field("expirationTimestamp");
  if (token === undefined && certificate === undefined)
    throw pluginFault(entry, "gave neither a token nor a certificate");
  return {
    credentials: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(certificate === undefined || key === undefined ? {} : { clientCertificate: { certificate, key } }),
    },
    expiresAt: expiration === undefined ? undefined : Date.parse(expiration),
  };
}

function pluginFault(entry: ExecEntry, what: string, cause?: unknown): Error {
  const detail = cause instanceof Error ? `: ${cause.message}` : "";
  const hint = entry.installHint === "" ? "" : `. ${entry.installHint}`;
  return invalidKubeconfig(entry.command, `The credential plugin ${entry.command} ${what}${detail}${hint}`, cause);
}
