import { stringify } from "yaml";

export type Format = "table" | "json" | "yaml";

export interface Column<Row> {
  readonly title: string;
  value(row: Row): string;
  /** Numbers and sizes. */
  readonly alignRight?: boolean;
}

/** Everything a command says goes through here: results to stdout, everything else to stderr. */
export interface Output {
  readonly format: Format;
  /** stdin and stderr are a terminal: questions may be asked. */
  readonly interactive: boolean;
  /** With -o json|yaml the value itself, else the text made from it. */
  result<Value>(value: Value, text: (value: Value) => string): void;
  /** With -o json|yaml the rows as an array, else a table, or `empty` when there are none. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void;
  /** A line for a person, on stderr; left out with --quiet. */
  note(text: string): void;
  warn(text: string): void;
  /** Raw text to stdout (logs, manifests). */
  write(text: string): void;
  /**
   * Asks on stderr and reads a line. Not interactive: a "confirmation-missing" Fault that names the flag to give.
   * Returns true only when exactly `expected` was typed.
   */
  confirm(question: string, expected: string, flag: string): Promise<boolean>;
  /** Asks which; only where `interactive`. Undefined when none of them was typed. */
  choose<Answer extends string>(question: string, answers: readonly Answer[]): Promise<Answer | undefined>;
}

export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => column.value(row))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? "").length)));
  return cells
    .map((line) => {
      const padded = line.map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.alignRight === true ? cell.padStart(width) : cell.padEnd(width);
      });
      return padded.join("  ").trimEnd();
    })
    .join("\n");
}

export function formatValue(value: unknown, format: Exclude<Format, "table">): string {
  return format === "json" ? JSON.stringify(value, null, 2) : stringify(value, { lineWidth: 0 }).trimEnd();
}
