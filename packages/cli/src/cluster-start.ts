import { startCluster } from "@holdfast/local-cluster";
import { nameOption, withFaults } from "./cluster-faults.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  summary: "Start a stopped local cluster",
  help: "Also after the machine was restarted or the cluster's processes were killed.",
  options: [nameOption],
  async run({ output, signal }, input) {
    const name = input.text("name") ?? "holdfast";
    const cluster = await withFaults(() => startCluster({ name, signal, report: (line) => output.note(line) }));
    output.result(cluster, ({ server }) => `Cluster ${name} is up at ${server}`);
  },
};

export default spec;
