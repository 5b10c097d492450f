import { showRetention } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { policyLines, setLine, spaceNote } from "./retention-text.ts";

const command: CommandSpec = {
  summary: "Show the rules, the holds, and why each backup is kept or goes",
  help: "A deletion that failed is shown with its error and when it is tried again.",
  options: [["--app <slug>", "only backups that hold this application"]],
  async run(cli, input) {
    const view = await showRetention(await cli.context());
    const slug = input.text("app");
    const sets = slug === undefined ? view.sets : view.sets.filter(({ parts }) => parts.includes(slug));
    cli.output.result({ ...view, sets }, () =>
      [
        ...policyLines(view),
        "",
        ...(sets.length === 0 ? ["There is no backup."] : sets.map(setLine)),
        ...(sets.some(({ deletion }) => deletion !== undefined) ? ["", spaceNote] : []),
      ].join("\n"),
    );
  },
};

export default command;
