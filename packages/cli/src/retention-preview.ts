import { plannedSets, previewRetention } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { previewText } from "./retention-text.ts";

const defaultDays = 90;

const command: CommandSpec = {
  summary: "Show on a calendar which backups will exist, and what each rule deletes when",
  help: "Changes nothing. Backups to come are those of the schedules, and are taken to be good.",
  options: [["--days <n>", `how far to look (default: ${defaultDays}, at most 1100)`]],
  async run(cli, input) {
    const context = await cli.context();
    const days = Math.min(input.count("days") ?? defaultDays, 1100);
    const preview = await previewRetention(context, { days, planned: await plannedSets(context, days) });
    cli.output.result(preview, previewText);
  },
};

export default command;
