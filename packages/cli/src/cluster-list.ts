import { listClusters, type ClusterSummary } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import type { CommandSpec } from "./command.ts";
import type { Column } from "./output.ts";

const columns: readonly Column<ClusterSummary>[] = [
  { title: "NAME", value: ({ name }) => name },
  { title: "STATE", value: ({ stage }) => stage },
  { title: "KUBERNETES", value: ({ kubernetesVersion }) => kubernetesVersion },
  { title: "SERVER", value: ({ server }) => server },
  { title: "DIRECTORY", value: ({ state }) => state },
];

const spec: CommandSpec = {
  offline: true,
  summary: "List the local clusters of this machine",
  async run({ output }) {
    const clusters = await withFaults(() => listClusters());
    output.table(clusters, columns, "There are no local clusters; holdfast cluster up makes one");
  },
};

export default spec;
