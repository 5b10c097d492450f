import { hkdfSync, randomBytes } from "node:crypto";
import { Fault, labels } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { passwordSecretKey, passwordSecretName } from "@holdfast/operations";

/** What sign-in and sessions are checked against. */
interface Credentials {
  readonly passwordHash: string;
  /** Signs sessions; another password gives another key. */
  readonly sessionKey: Buffer;
}

export interface CredentialStore {
  /** At most five seconds old. Without a password: a Fault that says how to make one. */
  read(): Promise<Credentials>;
}

interface Secret extends KubernetesObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

const sessionSecretName = "holdfast-console-session";
const sessionSecretKey = "key";
const secretType: ResourceType = { group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true };
const freshMilliseconds = 5_000;

export function createCredentialStore(options: {
  readonly kubernetes: KubernetesClient;
  readonly consoleNamespace: string;
  readonly now: () => number;
}): CredentialStore {
  const { kubernetes, consoleNamespace: namespace, now } = options;
  let kept: { readonly at: number; readonly credentials: Promise<Credentials> } | undefined;
  return {
    read() {
      if (kept !== undefined && now() - kept.at < freshMilliseconds) return kept.credentials;
      const credentials = readCredentials(kubernetes, namespace);
      kept = { at: now(), credentials };
      // A failure is not kept: the next request asks again.
      credentials.catch(() => (kept = undefined));
      return credentials;
    },
  };
}

async function readCredentials(kubernetes: KubernetesClient, namespace: string): Promise<Credentials> {
  const secret = await kubernetes.get<Secret>(secretType, { namespace, name: passwordSecretName });
  const passwordHash = decode(secret, passwordSecretKey)?.toString("utf8");
  if (passwordHash === undefined) {
    throw new Fault("holdfast-not-installed", "This console has no password yet", {
      where: `Secret ${namespace}/${passwordSecretName}`,
      remedy: "Run `holdfast console reset-password` with a kubeconfig of this cluster; it prints a new one",
    });
  }
  const base = await readSessionSecret(kubernetes, namespace);
  const sessionKey = Buffer.from(hkdfSync("sha256", base, passwordHash, "holdfast console session", 32));
  return { passwordHash, sessionKey };
}

/** Made by whichever replica needs it first; the create is the check. */
async function readSessionSecret(kubernetes: KubernetesClient, namespace: string): Promise<Buffer> {
  const name = sessionSecretName;
  const found = decode(await kubernetes.get<Secret>(secretType, { namespace, name }), sessionSecretKey);
  if (found !== undefined) return found;
  const key = randomBytes(32);
  try {
    await kubernetes.create<Secret>(secretType, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { namespace, name, labels: { [labels.partOf]: "console", [labels.excludeFromBackup]: "true" } },
      type: "Opaque",
      data: { [sessionSecretKey]: key.toString("base64") },
    });
    return key;
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const made = decode(await kubernetes.get<Secret>(secretType, { namespace, name }), sessionSecretKey);
    if (made === undefined) throw error;
    return made;
  }
}

function decode(secret: Secret | undefined, key: string): Buffer | undefined {
  const text = secret?.data?.[key];
  return text === undefined ? undefined : Buffer.from(text, "base64");
}
