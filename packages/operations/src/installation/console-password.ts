import { Fault, fieldManager, labels } from "@holdfast/domain";
import { isApiError, secrets, type KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { hashPassword, newPassword, passwordSecretKey, passwordSecretName } from "./password.ts";
import { partOfConsole } from "./server-objects.ts";

/** The value of the record label on the password's Secret. */
const passwordRecord = "console-password";

/**
 * Makes the console's first password and returns it, once; undefined when there is one already. It is a record: a
 * backup carries the hash, so that who signed in before a disaster signs in after it.
 */
export async function ensureConsolePassword(context: Context): Promise<string | undefined> {
  const password = newPassword((length) => context.randomId(length));
  try {
    await context.kubernetes.create(secrets, await passwordSecret(context, password), { fieldManager });
    return password;
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    await markAsRecord(context);
    return undefined;
  }
}

/** An earlier version kept it out of backups. */
async function markAsRecord({ kubernetes, consoleNamespace: namespace }: Context): Promise<void> {
  const body = { metadata: { labels: { [labels.record]: passwordRecord, [labels.excludeFromBackup]: null } } };
  await kubernetes.patch(secrets, { namespace, name: passwordSecretName }, { kind: "merge", body }, { fieldManager });
}

/** A new random password; the old one and every session end. It is returned once and kept only as a hash. */
export async function resetConsolePassword(context: Context): Promise<string> {
  const password = newPassword((length) => context.randomId(length));
  try {
    await context.kubernetes.apply(await passwordSecret(context, password), { fieldManager, force: true });
    return password;
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw fromApiError(error);
    throw new Fault("holdfast-not-installed", `There is no console in namespace ${context.consoleNamespace}`, {
      reason: "the namespace does not exist",
      remedy: "holdfast install, or give the console's namespace with --console-namespace",
      cause: error,
    });
  }
}

async function passwordSecret(
  context: Context,
  password: string,
): Promise<KubernetesObject & { readonly data: Readonly<Record<string, string>> }> {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: passwordSecretName,
      namespace: context.consoleNamespace,
      labels: { [labels.partOf]: partOfConsole, [labels.record]: passwordRecord },
    },
    data: { [passwordSecretKey]: Buffer.from(await hashPassword(password)).toString("base64") },
  };
}
