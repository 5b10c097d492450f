import { followLog, logNames } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Print the log of one program of a local cluster",
  help: `Programs: ${logNames.join(", ")}.`,
  arguments: [["<program>", "for example kubelet"]],
  options: [nameOption, ["-f, --follow", "go on with what is written from now on"]],
  async run({ output, signal }, input) {
    const [program] = input.args;
    const log = followLog({
      name: nameOf(input),
      program: String(program),
      follow: input.flag("follow"),
      signal,
    });
    const decoder = new TextDecoder();
    await withFaults(async () => {
      for await (const chunk of log) output.write(decoder.decode(chunk, { stream: true }));
    });
  },
};

export default spec;
