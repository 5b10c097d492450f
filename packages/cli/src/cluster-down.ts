import { downCluster } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Remove a local cluster with all its data",
  help: `Everything in it is lost, also the backups in its internal object store. Nothing is left on the machine but the
cache of built programs and images. Removing a cluster that is gone, or only half there, is fine.`,
  options: [nameOption],
  async run({ output, signal }, input) {
    const name = nameOf(input);
    await withFaults(() => downCluster({ name, signal, report: (line) => output.note(line) }), signal);
    output.result({ name, stage: "removed" }, () => `Cluster ${name} is removed`);
  },
};

export default spec;
