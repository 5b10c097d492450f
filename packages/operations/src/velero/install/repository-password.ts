import { randomBytes } from "node:crypto";
import { Fault, fieldManager, labels } from "@holdfast/domain";
import { isApiError, secrets, type KubernetesClient, type KubernetesObject } from "@holdfast/kubernetes";
import { partOfVelero } from "../installation.ts";

/** The Secret that Velero reads its kopia repositories' password from, and would make with a well-known one. */
const repositoryPasswordSecret = { name: "velero-repo-credentials", key: "repository-password" } as const;

/** What Velero writes when nothing was there. Source: Velero 1.18, repository keys. */
const wellKnownPassword = "static-passw0rd";

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Makes the password of this installation's repositories: the given one, of a recovery kit, or a random one. Must run
 * before the server's Deployment exists. An existing Secret is never overwritten: without it the volumes' backups could
 * not be read any more. Faults: already-exists, when not the given password is in place; cluster-conflict.
 */
export async function ensureRepositoryPassword(
  kubernetes: KubernetesClient,
  namespace: string,
  given?: string,
): Promise<"made" | "kept"> {
  const { name, key } = repositoryPasswordSecret;
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: { [labels.partOf]: partOfVelero } },
    type: "Opaque",
    data: { [key]: Buffer.from(given ?? randomBytes(32).toString("base64url")).toString("base64") },
  };
  try {
    await kubernetes.create(secrets, secret, { fieldManager });
    return "made";
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    if (given === undefined) return "kept";
    if ((await refuseOtherPassword(kubernetes, namespace, given)) === "same") return "kept";
    throw goneMeanwhile(namespace);
  }
}

/** Undefined when there is none. It goes into a recovery kit and nowhere else. */
export async function readRepositoryPassword(
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<string | undefined> {
  const { name } = repositoryPasswordSecret;
  return passwordOf(await kubernetes.get<Secret>(secrets, { name, namespace }));
}

/**
 * When the Secret was made or last written, RFC 3339: before what is backed up with it. Undefined when there is none, or
 * these rights may not read it.
 */
export async function passwordChangedAt(kubernetes: KubernetesClient, namespace: string): Promise<string | undefined> {
  const { name } = repositoryPasswordSecret;
  const secret = await kubernetes.get<Secret>(secrets, { name, namespace }).catch((error: unknown) => {
    if (isApiError(error, "Forbidden")) return undefined;
    throw error;
  });
  const { creationTimestamp, managedFields = [] } = secret?.metadata ?? {};
  const times = [creationTimestamp, ...managedFields.map(writtenAt)].filter((time) => time !== undefined);
  return times.toSorted().at(-1);
}

function writtenAt(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null || !("time" in entry)) return undefined;
  return typeof entry.time === "string" ? entry.time : undefined;
}

function passwordOf(secret: Secret | undefined): string | undefined {
  const encoded = secret?.data?.[repositoryPasswordSecret.key];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

/** Changes nothing. Faults: already-exists, when the Secret is there and does not hold the given password. */
export async function refuseOtherPassword(
  kubernetes: KubernetesClient,
  namespace: string,
  given: string,
): Promise<"absent" | "same"> {
  const { name } = repositoryPasswordSecret;
  const secret = await kubernetes.get<Secret>(secrets, { name, namespace });
  if (secret === undefined) return "absent";
  const present = passwordOf(secret);
  if (present === given) return "same";
  if (present === undefined) throw noPasswordInside(namespace);
  throw new Fault("already-exists", "Velero guards its repositories with another password than the recovery kit's.", {
    reason:
      "It cannot be changed without losing what was written with it; with it, the volumes of the kit's backups cannot be read.",
    remedy: `If nothing was backed up with it yet: \`holdfast velero uninstall\`, \`kubectl -n ${namespace} delete secret ${name}\`, then run the command again. Nothing was changed.`,
    where: `Secret ${namespace}/${name}`,
  });
}

function noPasswordInside(namespace: string): Fault {
  const { name, key } = repositoryPasswordSecret;
  return new Fault("already-exists", "The recovery kit's repository password cannot be put in place.", {
    reason: `Secret ${name} is there already, and has no key ${key}.`,
    remedy: `It holds no password: \`kubectl -n ${namespace} delete secret ${name}\`, then run the command again. Nothing was changed.`,
    where: `Secret ${namespace}/${name}`,
  });
}

function goneMeanwhile(namespace: string): Fault {
  const { name } = repositoryPasswordSecret;
  return new Fault("cluster-conflict", "The recovery kit's repository password is not in place.", {
    reason: `Secret ${name} was there a moment ago, and was deleted meanwhile.`,
    remedy: "Run the command again.",
    where: `Secret ${namespace}/${name}`,
  });
}

export type RepositoryPassword = "absent" | "well-known" | "own" | "not-readable";

/** Whether the repositories are guarded by a password of their own. The password itself goes nowhere. */
export async function judgeRepositoryPassword(
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<RepositoryPassword> {
  try {
    const password = await readRepositoryPassword(kubernetes, namespace);
    if (password === undefined) return "absent";
    return password === wellKnownPassword ? "well-known" : "own";
  } catch (error) {
    if (isApiError(error, "Forbidden")) return "not-readable";
    throw error;
  }
}
