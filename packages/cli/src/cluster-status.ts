import { clusterStatus, type ClusterStatus, type NodeView } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";
import { formatTable } from "./output.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Show the programs, the node, the pods and the use of memory and disk of a local cluster",
  options: [nameOption],
  async run({ output }, input) {
    const status = await withFaults(() => clusterStatus(nameOf(input)));
    output.result(status, (value) => statusText(value, Date.now()));
  },
};

type RunningStatus = Extract<ClusterStatus, { stage: "running" }>;

function statusText(status: ClusterStatus, now: number): string {
  const facts: [string, string][] = [
    ["Cluster", `${status.name}, ${status.stage}`],
    ["Kubernetes", status.kubernetesVersion],
    ["API server", status.server],
    ["Directory", status.state],
    ["Disk", megabytes(status.diskBytes)],
  ];
  if (status.disposable) facts.push(["Disposable", "yes: data may be lost when the machine dies"]);
  if (status.stage === "stopped") return factsText(facts);
  const { addresses, memoryBytes } = status;
  facts.push(["Memory", memoryBytes === undefined ? "not counted on this machine" : megabytes(memoryBytes)]);
  facts.push(["Addresses", `node ${addresses.node}, pods ${addresses.pods}, Services ${addresses.services}`]);
  facts.push(["Node", nodeText(status.node)]);
  return [factsText(facts), "", programsText(status, now), ...podsText(status.node)].join("\n");
}

function factsText(facts: readonly (readonly [string, string])[]): string {
  const width = Math.max(...facts.map(([title]) => title.length));
  return facts.map(([title, value]) => `${`${title}:`.padEnd(width + 2)}${value}`).join("\n");
}

function nodeText(node: NodeView): string {
  switch (node.kind) {
    case "unseen":
      return `not known: ${node.reason}`;
    case "seen":
      return `${node.name}, ${node.ready ? "Ready" : "not Ready"}`;
  }
}

function programsText({ programs }: RunningStatus, now: number): string {
  if (programs.length === 0) return "The node's supervisor does not answer";
  return formatTable(programs, [
    { title: "PROGRAM", value: ({ name }) => name },
    { title: "STATE", value: ({ stage }) => stage },
    { title: "RESTARTS", value: ({ restarts }) => String(restarts), alignRight: true },
    {
      title: "SINCE",
      value: (program) => {
        switch (program.stage) {
          case "running":
            return `${Math.round((now - program.since) / 1000)} s`;
          case "ended":
            return `${program.outcome}, starts again in ${Math.max(0, Math.round((program.nextStart - now) / 1000))} s`;
          case "waiting":
          case "stopped":
            return "";
        }
      },
    },
  ]);
}

function podsText(node: NodeView): readonly string[] {
  if (node.kind === "unseen" || node.podsNotRunning.length === 0) return [];
  const table = formatTable(node.podsNotRunning, [
    { title: "NAMESPACE", value: ({ namespace }) => namespace },
    { title: "POD", value: ({ name }) => name },
    { title: "REASON", value: ({ reason }) => reason },
  ]);
  return ["", "Pods that are not running:", table];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}

export default spec;
