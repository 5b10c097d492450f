import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Fault } from "@holdfast/domain";
import type { Cli, CommandInput } from "./command.ts";

export const passphraseOption = [
  "--passphrase-file <file>",
  "file with the kit's passphrase, - for standard input; without it, it is asked for at the terminal",
] as const;

/** Never from a flag's value: a command line is seen by every user of the machine. Faults: confirmation-missing. */
export async function readPassphrase(cli: Cli, input: CommandInput, ask: "once" | "twice"): Promise<string> {
  const file = input.text("passphrase-file");
  if (file !== undefined) return (await cli.read(file)).replace(/\r?\n$/, "");
  if (!cli.output.interactive) {
    throw new Fault("confirmation-missing", "The recovery kit needs a passphrase, and no terminal is there to ask.", {
      remedy: "Give it in a file with --passphrase-file FILE, or through standard input with --passphrase-file -",
    });
  }
  const passphrase = await question(cli, "Passphrase of the recovery kit: ");
  if (ask === "twice" && (await question(cli, "Once more: ")) !== passphrase) {
    throw new Fault("invalid-argument", "The two passphrases differ; nothing was written.", {
      remedy: "Run the command again.",
    });
  }
  return passphrase;
}

/** What is typed is not shown. */
async function question(cli: Cli, text: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, callback) => callback() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(text);
  try {
    return await lines.question("", { signal: cli.signal });
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
