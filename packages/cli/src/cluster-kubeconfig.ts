import { kubeconfigOf, mergeKubeconfig } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Print the kubeconfig of a local cluster, or merge it into a file",
  help: `It holds the administrator's key: keep it as you keep a password.

Examples:
  holdfast cluster kubeconfig > trial.kubeconfig
  holdfast cluster kubeconfig --write ~/.kube/config`,
  options: [
    nameOption,
    ["--write <file>", "put the cluster into this kubeconfig and make it the current context; other entries are kept"],
  ],
  async run({ output }, input) {
    const name = nameOf(input);
    const file = input.text("write");
    if (file === undefined) {
      output.write(await withFaults(() => kubeconfigOf(name)));
      return;
    }
    await withFaults(() => mergeKubeconfig(name, file));
    output.note(`${file} has the cluster ${name} as its current context`);
  },
};

export default spec;
