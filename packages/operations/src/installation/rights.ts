import { Fault } from "@holdfast/domain";
import type { AccessQuestion } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

/** One right that some work needs, and what for. */
export interface Right {
  readonly question: AccessQuestion;
  /** Completes "needed to …". */
  readonly purpose: string;
}

/** The rights that the caller lacks, in order. Nothing is changed by asking. */
export async function missingRights(context: Context, rights: readonly Right[]): Promise<readonly Right[]> {
  const answers = await context.kubernetes.reviewAccess(rights.map((right) => right.question));
  return rights.filter((_, index) => answers[index]?.allowed !== true);
}

/** A Fault that names every missing right at once, before anything is changed. */
export async function requireRights(context: Context, rights: readonly Right[], work: string): Promise<void> {
  const missing = await missingRights(context, rights);
  if (missing.length === 0) return;
  const list = missing.map((right) => `${rightWords(right.question)}: needed to ${right.purpose}`);
  throw new Fault(
    "missing-rights",
    `${missing.length} of ${rights.length} rights are missing to ${work}; nothing was changed`,
    {
      reason: list.join("\n"),
      remedy: "Ask the cluster's administrator for these rights, or use a kubeconfig that has them (cluster-admin has)",
    },
  );
}

function rightWords(question: AccessQuestion): string {
  const { verb, group, resource, subresource, namespace, name } = question;
  const full = `${resource}${subresource === undefined ? "" : `/${subresource}`}${group === "" ? "" : `.${group}`}`;
  const where = namespace === undefined ? "in the cluster" : `in namespace ${namespace}`;
  return `${verb} ${full}${name === undefined ? "" : ` ${name}`} ${where}`;
}

export interface RightsOf {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly purpose: string;
}

/** One Right for each verb. */
export function rightsTo({ verbs, purpose, ...where }: RightsOf): readonly Right[] {
  return verbs.map((verb) => ({ question: { verb, ...where }, purpose }));
}
