import { startCluster } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Start a stopped local cluster",
  help: "Also after the machine was restarted or the cluster's processes were killed.",
  options: [nameOption],
  async run({ output, signal }, input) {
    const name = nameOf(input);
    const cluster = await withFaults(() => startCluster({ name, signal, report: (line) => output.note(line) }), signal);
    output.result(cluster, ({ server }) => `Cluster ${name} is up at ${server}`);
  },
};

export default spec;
