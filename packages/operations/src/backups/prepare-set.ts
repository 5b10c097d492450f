import { consoleMember, memberAnnotations, memberLabels, memberName, memberSpec } from "@holdfast/domain";
import type { SetFacts } from "@holdfast/domain";
import { nodes } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { BackupInput, PreparedMember, PreparedSet } from "./backup-input.ts";
import { backupableApplication } from "./backupable.ts";
import type { BackupableApplication } from "./backupable.ts";

interface Node extends KubernetesObject {
  readonly status?: { readonly nodeInfo?: { readonly operatingSystem?: string; readonly architecture?: string } };
}

/** Reads what is deployed now, under the applications' locks, and makes the members' whole objects from it. */
export async function prepareSet(context: Context, input: BackupInput): Promise<PreparedSet> {
  const [applications, version, platform] = await Promise.all([
    Promise.all(input.slugs.map((slug) => backupableApplication(context, slug))),
    context.kubernetes.version(),
    platformOf(context),
  ]);
  const facts: SetFacts = {
    name: input.set,
    scope: input.scope,
    instance: input.instance,
    applications: applications.map(({ slug, sequence, versionLabel }) => ({ slug, sequence, versionLabel })),
    console: input.console,
    consoleVersion: context.version,
    kubernetesVersion: version.gitVersion,
    ...platform,
    installMethod: "existing-cluster",
    trigger: input.trigger,
    requestedBy: input.requestedBy,
  };
  return {
    facts,
    applications: applications.map((application) => applicationMember(input, facts, application)),
    last: input.console ? [consoleOf(context, input, facts)] : [],
  };
}

function applicationMember(input: BackupInput, facts: SetFacts, application: BackupableApplication): PreparedMember {
  const { slug, namespaces, vendor } = application;
  return {
    name: memberName(input.set, slug),
    labels: { ...vendor.labels, ...memberLabels(facts, slug) },
    annotations: { ...vendor.annotations, ...memberAnnotations(facts) },
    spec: memberSpec({ namespaces, storageLocation: input.destination, vendor: vendor.spec }),
  };
}

function consoleOf(context: Context, input: BackupInput, facts: SetFacts): PreparedMember {
  return {
    name: memberName(input.set, consoleMember),
    labels: memberLabels(facts, consoleMember),
    annotations: memberAnnotations(facts),
    spec: memberSpec({ namespaces: [context.consoleNamespace], storageLocation: input.destination }),
  };
}

/** Of the first node: clusters of mixed platforms say so per node. Without the right to list nodes: unknown. */
async function platformOf(context: Context): Promise<{ readonly os: string; readonly architecture: string }> {
  const unknown = { os: "unknown", architecture: "unknown" };
  const [answer] = await context.kubernetes.reviewAccess([{ verb: "list", group: "", resource: "nodes" }]);
  if (answer?.allowed !== true) return unknown;
  const page = await context.kubernetes.list<Node>(nodes, { limit: 1 });
  const info = page.items[0]?.status?.nodeInfo;
  return { os: info?.operatingSystem ?? unknown.os, architecture: info?.architecture ?? unknown.architecture };
}
