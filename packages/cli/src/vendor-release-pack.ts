import { loadRelease, packRelease } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { writeNewFile } from "./vendor-write-file.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Check a release directory and pack it into a .tgz",
  help: "The same files give the same bytes. An existing file is not overwritten.",
  arguments: [["<directory>", "release directory"]],
  options: [["--out <file>", "the archive (default: SLUG-VERSION.tgz)"]],
  async run(cli, input) {
    const { metadata, files } = await loadRelease(String(input.args[0]));
    const { slug, versionLabel, sequence } = metadata;
    const file = input.text("out") ?? `${slug}-${versionLabel.replaceAll(/[^\w.-]/gu, "-")}.tgz`;
    const archive = await packRelease(files);
    await writeNewFile(file, archive, 0o644);
    cli.output.result(
      { file, bytes: archive.length, slug, versionLabel, sequence },
      (view) =>
        `${view.slug} ${view.versionLabel} is packed into ${view.file} (${view.bytes} bytes, ${files.size} files).`,
    );
  },
};

export default command;
