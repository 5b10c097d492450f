import { backupStorageLocationType, type BackupStorageLocation } from "@holdfast/velero";
import { isApiError } from "@holdfast/kubernetes";
import { awsPluginFor } from "@holdfast/domain";
import type { Judgement } from "@holdfast/domain";
import { judgeVeleroHere } from "../compatibility/judge-installation.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { judgeKit, type KitState } from "../recovery/kit-record.ts";
import { findVeleros } from "./find-velero.ts";
import { judgeRepositoryPassword } from "./install/repository-password.ts";
import type { VeleroInstallation, VeleroProblem } from "./installation.ts";
import { nodeAgents, type NodeAgentOnNode } from "./node-agents.ts";
import { versionProblems } from "./problems.ts";
import { askServerStatus, type ServerStatus } from "./server-status.ts";

/** Everything that is known of one Velero. */
export interface VeleroStatus extends VeleroInstallation {
  /** Absent: it answered no request in time. */
  readonly server?: ServerStatus;
  readonly nodes: readonly NodeAgentOnNode[];
  readonly locations: readonly LocationSummary[];
  /** Every question about versions, with its answer, for a new backup. */
  readonly judgements: readonly Judgement[];
}

export interface LocationSummary {
  readonly name: string;
  readonly provider: string;
  readonly phase: string;
  readonly accessMode: string;
  readonly isDefault: boolean;
  readonly message?: string;
}

const answerMilliseconds = 5000;

/** Every Velero of the cluster with its node agents, plugins, locations and what it lacks. */
export async function veleroStatus(context: Context): Promise<readonly VeleroStatus[]> {
  try {
    const found = await findVeleros(context);
    return await Promise.all(found.map((velero) => statusOf(context, velero)));
  } catch (error) {
    throw fromApiError(error);
  }
}

async function statusOf(context: Context, velero: VeleroInstallation): Promise<VeleroStatus> {
  const { namespace } = velero;
  const [server, onNodes, locations, password, kit] = await Promise.all([
    askServerStatus(context, namespace, answerMilliseconds).catch(unlessRefused),
    nodeAgents(context, velero),
    listLocations(context, namespace),
    judgeRepositoryPassword(context.kubernetes, namespace),
    judgeKit(context.kubernetes, namespace),
  ]);
  const seen = { server, locations, password, kit };
  return {
    ...velero,
    ...(server === undefined ? {} : { server }),
    nodes: onNodes,
    locations: readable(locations),
    judgements: await judgeVeleroHere(context, velero, {
      purpose: "write",
      ...(server === undefined ? {} : { version: server.version }),
    }),
    problems: mergeProblems(velero, detailProblems(velero, seen)),
  };
}

/** A Velero whose kinds are not served, or may not be asked, has no status: its problems say so. */
function unlessRefused(error: unknown): undefined {
  if (!isApiError(error, "NotFound", "Forbidden")) throw error;
}

/** A server that answers does run, whatever its Deployment says: it may be a process elsewhere. */
function mergeProblems(velero: VeleroInstallation, details: readonly VeleroProblem[]): readonly VeleroProblem[] {
  const silent = details.some((problem) => problem.code === "server-silent");
  const known = velero.problems.filter((problem) => silent || problem.code !== "server-not-running");
  const codes = new Set(known.map((problem) => problem.code));
  return [...known, ...details.filter((problem) => !codes.has(problem.code))];
}

type Locations = readonly LocationSummary[] | "not-readable";

function readable(locations: Locations): readonly LocationSummary[] {
  return locations === "not-readable" ? [] : locations;
}

interface Seen {
  readonly server: ServerStatus | undefined;
  readonly locations: Locations;
  readonly password: Awaited<ReturnType<typeof judgeRepositoryPassword>>;
  readonly kit: KitState;
}

/** What only a look inside tells. */
function detailProblems(velero: VeleroInstallation, seen: Seen): readonly VeleroProblem[] {
  const { namespace } = velero;
  const problems: VeleroProblem[] = [];
  if (seen.server === undefined) {
    const remedy = `kubectl -n ${namespace} logs deployment/${velero.deployment.name}`;
    problems.push({ code: "server-silent", message: "Velero's server answers no request", remedy });
  } else {
    problems.push(...versionProblems(seen.server.version), ...pluginProblems(velero, seen.server));
  }
  if (seen.locations === "not-readable") {
    problems.push({
      code: "locations-not-readable",
      message: "the destinations are not readable with these rights",
      remedy: `Ask the cluster's administrator for the right to list backupstoragelocations.velero.io in namespace ${namespace}`,
    });
  } else if (seen.locations.length === 0) {
    problems.push({
      code: "no-location",
      message: "there is no destination for backups yet",
      remedy: "holdfast destination set",
    });
  }
  for (const location of readable(seen.locations)) {
    if (location.phase === "Available") continue;
    const message = `location ${location.name} is ${location.phase}${location.message === undefined ? "" : `: ${location.message}`}`;
    problems.push({ code: "location-unavailable", message, remedy: `holdfast destination show ${location.name}` });
  }
  if (seen.password === "well-known") {
    problems.push({
      code: "default-repository-password",
      message: "the volumes' repositories are guarded by Velero's well-known default password",
      remedy: `Whoever can read the bucket can read the volumes. A password is chosen before the first backup: Secret ${namespace}/velero-repo-credentials`,
    });
  }
  if (seen.kit.kind === "missing" || seen.kit.kind === "outdated") problems.push(kitProblem);
  return problems;
}

const kitProblem: VeleroProblem = {
  code: "recovery-kit-missing",
  message: "there is no recovery kit for the present repository password",
  remedy: "If this cluster is lost, the volumes' backups are lost with it: holdfast recovery kit export --to FILE",
};

function pluginProblems(velero: VeleroInstallation, server: ServerStatus): readonly VeleroProblem[] {
  if (server.plugins.some((plugin) => plugin.kind === "ObjectStore")) return [];
  const version = awsPluginFor(server.version) ?? awsPluginFor(velero.version ?? "") ?? "VERSION";
  const remedy = `velero plugin add --namespace ${velero.namespace} velero/velero-plugin-for-aws:${version}, or holdfast velero install --manage-velero`;
  return [{ code: "plugin-absent", message: "no plugin for an object store is loaded", remedy }];
}

async function listLocations(context: Context, namespace: string): Promise<Locations> {
  try {
    const found = await context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace });
    return found.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      provider: spec.provider,
      phase: status?.phase ?? "not validated yet",
      accessMode: spec.accessMode ?? "ReadWrite",
      isDefault: spec.default === true,
      ...(status?.message === undefined || status.message === "" ? {} : { message: status.message }),
    }));
  } catch (error) {
    if (isApiError(error, "Forbidden")) return "not-readable";
    unlessRefused(error);
    return [];
  }
}
