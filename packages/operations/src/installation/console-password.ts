import { Fault, fieldManager, labels } from "@holdfast/domain";
import { isApiError, secrets, type KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { hashPassword, newPassword, passwordSecretKey, passwordSecretName } from "./password.ts";
import { partOfConsole } from "./server-objects.ts";

/** Makes the console's first password and returns it, once; undefined when there is one already. */
export async function ensureConsolePassword(context: Context): Promise<string | undefined> {
  const password = newPassword((length) => context.randomId(length));
  try {
    await context.kubernetes.create(secrets, await passwordSecret(context, password), { fieldManager });
    return password;
  } catch (error) {
    if (isApiError(error, "AlreadyExists")) return undefined;
    throw error;
  }
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
      labels: { [labels.partOf]: partOfConsole, [labels.excludeFromBackup]: "true" },
    },
    data: { [passwordSecretKey]: Buffer.from(await hashPassword(password)).toString("base64") },
  };
}
