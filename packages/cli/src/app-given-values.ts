import { Fault } from "@holdfast/domain";
import type { DeployChoices, GivenValues } from "@holdfast/operations";
import type { Cli, CommandInput } from "./command.ts";

export const deployOptions = [
  ["--no-wait", "return when everything is applied, without waiting until it is Ready"],
  ["--timeout <seconds>", "how long to wait until everything is Ready (default: 600)"],
  ["--force-conflicts", "take over fields that somebody else owns, and cluster-wide objects that no application owns"],
] as const;

export function deployChoices(input: CommandInput): DeployChoices {
  const seconds = input.count("timeout");
  return {
    force: input.flag("force-conflicts"),
    withoutWaiting: !input.flag("wait"),
    adoptNamespace: input.flag("adopt-namespace"),
    ...(seconds === undefined ? {} : { readyWithinSeconds: seconds }),
  };
}

/** KEY=VALUE pairs, and KEY=PATH pairs whose files are read. Faults: invalid-argument. */
export async function readGiven(
  cli: Cli,
  pairs: readonly string[],
  filePairs: readonly string[],
): Promise<GivenValues> {
  const values = pairs.map((pair) => splitPair(pair, "VALUE"));
  const files: [string, string][] = [];
  for (const [name, path] of filePairs.map((pair) => splitPair(pair, "PATH"))) files.push([name, await cli.read(path)]);
  return { values: Object.fromEntries(values), files: Object.fromEntries(files) };
}

/** The value may hold "="; it is never repeated in a message, since it may be a password. */
function splitPair(pair: string, what: "VALUE" | "PATH"): [string, string] {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new Fault("invalid-argument", `A config value must be written as KEY=${what}`, {
    remedy: `For example: --set title=Guestbook, or --set-file password=/path/to/file (- is standard input)`,
  });
}
