import { createHash } from "node:crypto";
import { decisionsOf, leftOutBy, planRestore } from "@holdfast/domain";
import type { RenderedRelease, RestoreFilters, RestorePlan } from "@holdfast/domain";
import { cronJobs, deployments, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { observeNamespaces, observeWebhooks } from "./observe-namespaces.ts";
import type { Visit } from "./observe-namespaces.ts";
import type { CoveredClaim, MadePlan, RunningWorkload } from "./restore-input.ts";

export interface PlanBasis {
  readonly backup: RestorePlan["backup"];
  readonly slug: string;
  readonly namespaces: readonly string[];
  readonly covered: readonly CoveredClaim[];
  readonly filters: RestoreFilters;
  readonly webhooks: readonly { readonly kind: string; readonly name: string }[];
  /** Kinds that the release itself defines; only a comparison needs them. */
  readonly definedKinds?: readonly { readonly group: string; readonly kind: string }[];
}

/** Looks at the cluster and decides. The same cluster and the same backup give the same hash. */
export async function makePlan(context: Context, basis: PlanBasis, visit?: Visit): Promise<MadePlan> {
  const { backup, slug, namespaces, covered } = basis;
  // A definition may have come since this process began.
  const kinds = await context.kubernetes.resourceTypes({ fresh: true });
  const [objects, webhooks] = await Promise.all([
    observeNamespaces(context, kinds, namespaces, visit),
    observeWebhooks(context, basis.webhooks),
  ]);
  const findLeftOut = leftOutBy(basis.filters, kinds);
  const plan = planRestore({
    backup,
    slug,
    namespaces,
    covered,
    objects: [...objects, ...webhooks],
    findLeftOut,
  });
  const hash = createHash("sha256").update(decisionsOf(plan)).digest("hex");
  return { plan, hash, covered, workloads: await findWorkloads(context, plan) };
}

/** The webhook configurations among a release's objects. */
export function webhooksOf(rendered: RenderedRelease): PlanBasis["webhooks"] {
  return rendered.objects
    .filter(({ object }) => object.kind.endsWith("WebhookConfiguration"))
    .map(({ object }) => ({ kind: object.kind, name: object.metadata.name }));
}

interface Definition {
  readonly spec?: { readonly group?: string; readonly names?: { readonly kind?: string } };
}

/** The kinds of a release's own CustomResourceDefinitions. */
export function definedKindsOf(rendered: RenderedRelease): NonNullable<PlanBasis["definedKinds"]> {
  return rendered.objects
    .filter(({ object }) => object.kind === "CustomResourceDefinition")
    .map(({ object }) => {
      const { group = "", names } = (object as Definition).spec ?? {};
      return { group, kind: names?.kind ?? "" };
    });
}

interface Sized extends KubernetesObject {
  readonly spec?: { readonly replicas?: number; readonly suspend?: boolean };
}

const stoppableTypes: readonly ResourceType[] = [deployments, statefulSets, cronJobs];

async function findWorkloads(context: Context, plan: RestorePlan): Promise<readonly RunningWorkload[]> {
  const lists = await Promise.all(
    stoppableTypes.flatMap((type) =>
      plan.namespaces.map((namespace) => context.kubernetes.listAll<Sized>(type, { namespace })),
    ),
  );
  const planned = new Map(plan.deletions.map((deletion) => [deletion.uid, deletion]));
  return lists.flat().flatMap(({ metadata, spec }): readonly RunningWorkload[] => {
    const deletion = planned.get(metadata.uid ?? "");
    if (deletion === undefined) return [];
    const kind = deletion.kind as RunningWorkload["kind"];
    const replicas = kind === "CronJob" ? Number(spec?.suspend !== true) : (spec?.replicas ?? 1);
    return [{ kind, namespace: metadata.namespace ?? "", name: metadata.name, uid: deletion.uid, replicas }];
  });
}
