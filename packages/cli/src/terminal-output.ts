import { createInterface } from "node:readline/promises";
import { Fault } from "@holdfast/domain";
import { formatTable, formatValue, type Format, type Output } from "./output.ts";

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Output to a real terminal or pipe. `beforeLine` clears what a progress line left. */
export function terminalOutput(
  terminal: Terminal,
  options: { readonly format: Format; readonly quiet: boolean; readonly signal: AbortSignal; beforeLine(): void },
): Output {
  const { format } = options;
  const interactive = [terminal.stdin.isTTY, terminal.stderr.isTTY].every(Boolean);
  const line = (stream: NodeJS.WriteStream, text: string) => {
    options.beforeLine();
    stream.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  const ask = async (question: string): Promise<string> => {
    options.beforeLine();
    const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
    try {
      return (await lines.question(question, { signal: options.signal })).trim();
    } finally {
      lines.close();
    }
  };
  return {
    format,
    interactive,
    result: (value, text) => line(terminal.stdout, format === "table" ? text(value) : formatValue(value, format)),
    table: (rows, columns, empty) => {
      if (format !== "table") line(terminal.stdout, formatValue(rows, format));
      else if (rows.length > 0) line(terminal.stdout, formatTable(rows, columns));
      else if (!options.quiet) line(terminal.stderr, empty);
    },
    note: (text) => {
      if (!options.quiet) line(terminal.stderr, text);
    },
    warn: (text) => line(terminal.stderr, `Warning: ${text}`),
    write: (text) => {
      options.beforeLine();
      terminal.stdout.write(text);
    },
    confirm: async (question, expected, flag) => {
      if (!interactive) {
        throw new Fault(
          "confirmation-missing",
          `${question} This needs a confirmation, and no terminal is there to ask`,
          {
            remedy: `Give ${flag} if this is what you want`,
          },
        );
      }
      return (await ask(`${question}\nType ${expected} to go on: `)) === expected;
    },
    choose: async (question, answers) => {
      const answer = await ask(`${question}\nType ${answers.join(" or ")}: `);
      return answers.find((one) => one === answer);
    },
  };
}
