import { stopCluster } from "@holdfast/local-cluster";
import { nameOption, withFaults } from "./cluster-faults.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  summary: "Stop a local cluster and keep its data",
  help: "Containers are asked to end first, so that databases shut down in order. holdfast cluster start goes on.",
  options: [nameOption],
  async run({ output, signal }, input) {
    const name = input.text("name") ?? "holdfast";
    await withFaults(() => stopCluster({ name, signal, report: (line) => output.note(line) }));
    output.result({ name, stage: "stopped" }, () => `Cluster ${name} is stopped; its data is kept`);
  },
};

export default spec;
