import type { CommandSpec } from "./command.ts";
import { formatTable } from "./output.ts";

type Load = () => Promise<{ readonly default: CommandSpec }>;

/** The commands below a prefix ("" for all), a line each. */
export async function helpText(prefix: string, commands: Readonly<Record<string, Load>>): Promise<string> {
  const chosen = Object.entries(commands).filter(([name]) => prefix === "" || name.startsWith(`${prefix} `));
  const rows = await Promise.all(
    chosen.map(async ([name, load]) => ({ name: `  holdfast ${name}`, summary: (await load()).default.summary })),
  );
  const table = formatTable(rows, [
    { title: prefix === "" ? "Commands" : `Commands of holdfast ${prefix}`, value: ({ name }) => name },
    { title: "", value: ({ summary }) => summary },
  ]);
  const head =
    prefix === "" ? "Holdfast backs up and restores applications in Kubernetes clusters, driving Velero.\n\n" : "";
  return `${head}${table}\n\nholdfast COMMAND --help tells more about one of them.\n`;
}
