import { execInCluster } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Run a command inside the node of a local cluster",
  help: `The command sees the node's network, processes and mounts; kubectl, velero and the node's programs are on its PATH.
Its exit code is that of this command.

Examples:
  holdfast cluster exec -- kubectl get pods -A
  holdfast cluster exec --name trial -- ctr -n k8s.io images ls`,
  arguments: [["<command...>", "the command and its arguments, after --"]],
  options: [nameOption],
  async run(_cli, input) {
    const [command] = input.args;
    const words = Array.isArray(command) ? (command as readonly string[]) : [];
    const code = await withFaults(() => execInCluster(nameOf(input), words));
    if (code !== 0) process.exit(code);
  },
};

export default spec;
