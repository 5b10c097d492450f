import {
  judgeAllocatable,
  judgeCapacity,
  judgeFinalizers,
  judgeNodeAgents,
  judgeQuota,
  judgeStorageClasses,
} from "@holdfast/domain";
import type { Check, LiveObject } from "@holdfast/domain";
import { parseQuantity } from "@holdfast/kubernetes";
import { terminatingNamespaces } from "../applications/terminating-namespaces.ts";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { nodeAgents } from "../velero/node-agents.ts";
import type { BackedUpClaim, MemberContents } from "./collect-contents.ts";
import { needsOf } from "./needs-of.ts";
import { readAllocatable, readClassMapping, readFreeStorage, readQuotas, readStorageClasses } from "./read-ground.ts";

export interface GroundQuestion {
  readonly subject: string;
  readonly velero: VeleroInstallation;
  readonly contents: MemberContents;
  /** Claims that are made anew; those of them that are not there now need further storage. */
  readonly claims: readonly (BackedUpClaim & { readonly isNew: boolean })[];
  /** Volumes that are filled from the repository. */
  readonly filled: number;
  readonly namespaces: readonly string[];
  /** What the restore deletes, with its finalizers. */
  readonly deleted: readonly LiveObject[];
}

/** Whether this cluster can take what comes back. What may not be read is said as unknown. */
export async function checkGround(context: Context, question: GroundQuestion): Promise<readonly Check[]> {
  const { subject, claims, contents } = question;
  const [agents, terminating, classes, mapping, free, quotas, allocatable] = await Promise.all([
    checkNodeAgents(context, question),
    checkNamespaces(context, question),
    readStorageClasses(context),
    readClassMapping(context, question.velero.namespace),
    readFreeStorage(context),
    readQuotas(context, question.namespaces),
    readAllocatable(context),
  ]);
  const needed = needsOf({ contents, namespaces: question.namespaces, mapping });
  const wanted = claims.flatMap(({ isNew, storageClass = "", requested = "0" }) => {
    const bytes = parseQuantity(requested) ?? 0;
    return isNew && bytes > 0 ? [{ storageClass: mapping[storageClass] ?? storageClass, bytes }] : [];
  });
  return [
    ...terminating,
    ...agents,
    judgeStorageClasses({ subject, claims, classes, mapping }),
    judgeCapacity({ subject, wanted, free }),
    judgeQuota({ subject, quotas, needs: needed.byNamespace }),
    judgeAllocatable({ subject, needed: needed.pods, allocatable }),
    ...judgeFinalizers({ subject, now: context.clock.now(), deleted: question.deleted }),
  ];
}

async function checkNodeAgents(
  context: Context,
  { subject, velero, filled }: GroundQuestion,
): Promise<readonly Check[]> {
  if (filled === 0) return [];
  const onNodes = (await nodeAgents(context, velero)).filter(({ state }) => state !== "not-wanted");
  const { nodeAgent } = velero;
  const { ready, desired } = nodeAgent.kind === "absent" ? { ready: 0, desired: 0 } : nodeAgent;
  const known = onNodes.length === 0 ? undefined : onNodes;
  return [
    judgeNodeAgents({
      subject,
      nodes: known?.map(({ node }) => node),
      agents: known?.filter(({ state }) => state === "ready").map(({ node }) => node),
      ready,
      desired,
    }),
  ];
}

/** Velero waits ten minutes for a namespace that is on its way out, and then gives up. */
async function checkNamespaces(context: Context, question: GroundQuestion): Promise<readonly Check[]> {
  const terminating = await terminatingNamespaces(context, question.namespaces);
  return terminating.map(({ name, reason }) => ({
    code: "namespace-terminating",
    subject: question.subject,
    result: "refused",
    message: `The namespace ${name} is being deleted${reason === "" ? "" : `: ${reason}`}`,
    remedy: `Wait until it is gone; see what holds it with \`kubectl get namespace ${name} -o yaml\`. Then plan the restore again.`,
  }));
}
