import { Fault, fieldManager, policyName } from "@holdfast/domain";
import type { PolicyScope, RetentionPolicy } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError, isWriteConflict } from "../faults/from-api-error.ts";
import { policyObject, readPolicy, retentionPolicyType } from "./policy-object.ts";
import type { ReadPolicy, RetentionPolicyObject } from "./policy-object.ts";

const attempts = 5;

/** Every policy; none where the console is not installed. */
export async function listPolicies({ kubernetes, consoleNamespace }: Context): Promise<readonly ReadPolicy[]> {
  try {
    const query = { namespace: consoleNamespace };
    return (await kubernetes.listAll<RetentionPolicyObject>(retentionPolicyType, query)).map(readPolicy);
  } catch (error) {
    if (isApiError(error, "NotFound")) return [];
    throw fromApiError(error);
  }
}

/**
 * Changes one policy under an optimistic lock: `change` is given what is set now, and is asked again when somebody else
 * wrote meanwhile. Faults: holdfast-not-installed, missing-rights, cluster-conflict.
 */
export async function storePolicy(
  context: Context,
  scope: PolicyScope,
  change: (now: RetentionPolicy | undefined) => RetentionPolicy,
): Promise<RetentionPolicy> {
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await storeOnce(context, scope, change);
      } catch (error) {
        const isRace = isWriteConflict(error) || isApiError(error, "AlreadyExists");
        if (!isRace || attempt === attempts) throw error;
      }
    }
  } catch (error) {
    if (isApiError(error, "NotFound")) throw notInstalled(context, "policies");
    throw fromApiError(error);
  }
}

async function storeOnce(
  context: Context,
  scope: PolicyScope,
  change: (now: RetentionPolicy | undefined) => RetentionPolicy,
): Promise<RetentionPolicy> {
  const { kubernetes, consoleNamespace } = context;
  const name = { namespace: consoleNamespace, name: policyName(scope) };
  const found = await kubernetes.get<RetentionPolicyObject>(retentionPolicyType, name);
  if (found === undefined) {
    const policy = change(undefined);
    const object = policyObject(consoleNamespace, policy);
    await kubernetes.create<RetentionPolicyObject>(retentionPolicyType, object, { fieldManager });
    return policy;
  }
  const { policy: now, problems } = readPolicy(found);
  // What cannot be followed is not carried on.
  const policy = change(problems.length === 0 ? now : undefined);
  const spec = { ...found.spec, revisions: policy.revisions };
  await kubernetes.replace<RetentionPolicyObject>(retentionPolicyType, { ...found, spec }, { fieldManager });
  return policy;
}

/** What of retention cannot be kept where no console is installed. */
export function notInstalled({ consoleNamespace }: Context, what: string): Fault {
  return new Fault("holdfast-not-installed", `There is no place for ${what} in this cluster yet.`, {
    reason: `They live in the console's namespace, ${consoleNamespace}, which is not there or does not know them.`,
    remedy: "Run `holdfast install` first, then try again.",
  });
}
