import { loadImage } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Load container images from tar files into a local cluster",
  help: `The node cannot pull: every image comes from a file. An OCI layout and the output of docker save are understood.
Pods that use it need another tag than latest, or imagePullPolicy IfNotPresent or Never.`,
  arguments: [["<tars...>", "image archives"]],
  options: [nameOption],
  async run({ output }, input) {
    const [tars] = input.args;
    const name = nameOf(input);
    const loaded: string[] = [];
    for (const tar of Array.isArray(tars) ? (tars as readonly string[]) : []) {
      loaded.push(...(await withFaults(() => loadImage(name, tar))));
    }
    output.result(loaded, (references) => references.map((reference) => `Loaded ${reference}`).join("\n"));
  },
};

export default spec;
