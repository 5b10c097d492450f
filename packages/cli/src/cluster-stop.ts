import { stopCluster } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Stop a local cluster and keep its data",
  help: "Containers are asked to end first, so that databases shut down in order. holdfast cluster start goes on.",
  options: [nameOption],
  async run({ output, signal }, input) {
    const name = nameOf(input);
    await withFaults(() => stopCluster({ name, signal, report: (line) => output.note(line) }), signal);
    output.result({ name, stage: "stopped" }, () => `Cluster ${name} is stopped; its data is kept`);
  },
};

export default spec;
