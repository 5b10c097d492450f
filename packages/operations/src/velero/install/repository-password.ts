import { randomBytes } from "node:crypto";
import { fieldManager, labels } from "@holdfast/domain";
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
 * Makes the random password of this installation's repositories. Must run before the server's Deployment exists. An
 * existing Secret is never overwritten: without it the volumes' backups could not be read any more.
 */
export async function ensureRepositoryPassword(
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<"made" | "kept"> {
  const { name, key } = repositoryPasswordSecret;
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: { [labels.partOf]: partOfVelero } },
    type: "Opaque",
    data: { [key]: Buffer.from(randomBytes(32).toString("base64url")).toString("base64") },
  };
  try {
    await kubernetes.create(secrets, secret, { fieldManager });
    return "made";
  } catch (error) {
    if (isApiError(error, "AlreadyExists")) return "kept";
    throw error;
  }
}

export type RepositoryPassword = "absent" | "well-known" | "own" | "not-readable";

/** Whether the repositories are guarded by a password of their own. The password itself goes nowhere. */
export async function judgeRepositoryPassword(
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<RepositoryPassword> {
  const { name, key } = repositoryPasswordSecret;
  try {
    const encoded = (await kubernetes.get<Secret>(secrets, { name, namespace }))?.data?.[key];
    if (encoded === undefined) return "absent";
    return Buffer.from(encoded, "base64").toString("utf8") === wellKnownPassword ? "well-known" : "own";
  } catch (error) {
    if (isApiError(error, "Forbidden")) return "not-readable";
    throw error;
  }
}
