import { consoleMember, memberName } from "@holdfast/domain";
import type { SetFacts } from "@holdfast/domain";
import { readNodes } from "../compatibility/read-platform.ts";
import type { Context } from "../context.ts";
import type { BackupInput, PreparedMember, PreparedSet } from "./backup-input.ts";
import { backupableApplication } from "./backupable.ts";
import type { BackupableApplication } from "./backupable.ts";

/** Reads what is deployed now, under the applications' locks, and names the members. */
export async function prepareSet(context: Context, input: BackupInput): Promise<PreparedSet> {
  const [applications, version, platform] = await Promise.all([
    Promise.all(input.slugs.map((slug) => backupableApplication(context, slug, input.scope))),
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
    ...(input.veleroVersion === undefined ? {} : { veleroVersion: input.veleroVersion }),
    trigger: input.trigger,
    requestedBy: input.requestedBy,
    notIncluded: input.notIncluded.map(({ part, reason }) => ({ part, reason })),
  };
  return {
    facts,
    applications: applications.map((application) => applicationMember(input.set, application)),
    last: input.console ? [{ name: memberName(input.set, consoleMember), namespaces: [context.consoleNamespace] }] : [],
  };
}

function applicationMember(set: string, application: BackupableApplication): PreparedMember {
  const { slug, sequence, namespaces } = application;
  return { name: memberName(set, slug), namespaces, application: { slug, sequence } };
}

type Platform = Pick<SetFacts, "os" | "osFamily" | "osVersion" | "architecture" | "installMethod">;

/** Of the first node: clusters of mixed platforms say so per node. Without the right to list nodes: unknown. */
async function platformOf(context: Context): Promise<Platform> {
  const { os, architecture, installMethod, nodes } = await readNodes(context);
  const system = nodes[0]?.operatingSystem;
  return {
    os,
    architecture,
    installMethod,
    ...(system === undefined ? {} : { osFamily: system.family }),
    ...(system?.version === undefined ? {} : { osVersion: system.version }),
  };
}
