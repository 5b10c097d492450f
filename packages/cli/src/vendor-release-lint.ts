import { Fault } from "@holdfast/domain";
import { lintRelease } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Check a release: everything that an installation would refuse, with file and line",
  arguments: [["<release>", "release directory or .tgz"]],
  async run(cli, input) {
    const path = String(input.args[0]);
    const result = await lintRelease(path);
    if (result.kind === "refused") {
      throw new Fault("invalid-release", `The release has ${result.problems.length} problem(s)`, {
        reason: result.problems.join("\n"),
        remedy: "Correct them; docs/formats/release.md describes the format",
        where: path,
      });
    }
    const { metadata, manifests, files } = result.release;
    const { slug, versionLabel, sequence } = metadata;
    const view = { slug, versionLabel, sequence, objects: manifests.length, files: files.size, notes: result.notes };
    cli.output.result(view, () =>
      [
        `${slug} ${versionLabel} (sequence ${sequence}) is well formed: ${files.size} files, ${manifests.length} objects.`,
        ...result.notes,
      ].join("\n"),
    );
  },
};

export default command;
