import { compareMinor, judgeVelero, parseVersion, type Version } from "@holdfast/domain";
import type { VeleroInstallation, VeleroProblem } from "./installation.ts";

type Facts = Omit<VeleroInstallation, "problems">;

/** What the Deployment alone tells. A server with 0 replicas may still run as a process elsewhere. */
export function serverProblems(velero: Facts): readonly VeleroProblem[] {
  const problems: VeleroProblem[] = [];
  const { name, replicas, ready } = velero.deployment;
  if (ready < 1) {
    problems.push({
      code: "server-not-running",
      message: replicas === 0 ? `Deployment ${name} is scaled to 0` : `no pod of Deployment ${name} is Ready`,
      remedy:
        replicas === 0
          ? `kubectl -n ${velero.namespace} scale deployment ${name} --replicas=1`
          : `kubectl -n ${velero.namespace} describe deployment ${name}; kubectl -n ${velero.namespace} logs deployment/${name}`,
    });
  }
  if (velero.version !== undefined) problems.push(...versionProblems(velero.version));
  return problems;
}

export function versionProblems(version: string): readonly VeleroProblem[] {
  const { answer, message, reason, remedy = "" } = judgeVelero(version);
  if (answer === "tested") return [];
  const code = answer === "known-broken" ? "version-known-broken" : "version-untested";
  return [{ code, message: `${message}: ${reason}`, remedy }];
}

export function nodeAgentProblems(velero: Facts): readonly VeleroProblem[] {
  const { nodeAgent, namespace } = velero;
  if (nodeAgent.kind === "absent") {
    return [
      {
        code: "node-agent-absent",
        message: `there is no node agent in namespace ${namespace}: volumes cannot be backed up by file`,
        remedy: nodeAgentCommand(velero),
      },
    ];
  }
  const isHidden = nodeAgent.unlabelled.length > 0 && looksForTheLabel(velero.version);
  const unlabelled = isHidden ? [unlabelledProblem(velero, nodeAgent.unlabelled)] : [];
  if (nodeAgent.ready >= nodeAgent.desired) return unlabelled;
  return [
    ...unlabelled,
    {
      code: "node-agent-not-ready",
      message: `the node agent is Ready on ${nodeAgent.ready} of ${nodeAgent.desired} nodes`,
      remedy: `kubectl -n ${namespace} get pods -o wide -l ${nodeAgent.selectors[0] ?? ""}; kubectl -n ${namespace} describe daemonset ${nodeAgent.name}`,
    },
  ];
}

/** Velero looks for node agents by this label since 1.16; charts and DaemonSets that are older do not set it. */
const firstWithLabel: Version = { major: 1, minor: 16, patch: 0, suffix: "" };

function looksForTheLabel(text: string | undefined): boolean {
  const version = parseVersion(text ?? "");
  return version !== undefined && compareMinor(version, firstWithLabel) >= 0;
}

function unlabelledProblem({ namespace, version = "" }: Facts, names: readonly string[]): VeleroProblem {
  const patch = '{"spec":{"template":{"metadata":{"labels":{"role":"node-agent"}}}}}';
  return {
    code: "node-agent-unlabelled",
    message: `the pods of DaemonSet ${names.join(", ")} lack the label role=node-agent, by which Velero ${version} looks for them: it does not find these node agents`,
    remedy: names
      .map((name) => `kubectl -n ${namespace} patch daemonset ${name} --type merge -p '${patch}'`)
      .join("; "),
  };
}

/** Velero's own installer adds what is missing and leaves what is there (1.18: --apply updates). */
function nodeAgentCommand(velero: Facts): string {
  const plugins = velero.pluginImages.length === 0 ? "" : ` --plugins ${velero.pluginImages.join(",")}`;
  return (
    `velero install --namespace ${velero.namespace} --use-node-agent --image ${velero.deployment.image}${plugins}` +
    " --no-default-backup-location --use-volume-snapshots=false --no-secret" +
    ", or holdfast velero install --manage-velero"
  );
}
