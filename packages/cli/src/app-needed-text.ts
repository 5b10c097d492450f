import { Fault } from "@holdfast/domain";
import type { CommandInput } from "./command.ts";

/** The value of an option that the command cannot do without. Faults: invalid-argument. */
export function neededText(input: CommandInput, option: string): string {
  const value = input.text(option);
  if (value !== undefined) return value;
  throw new Fault("invalid-argument", `--${option} is missing`, {
    remedy: "The command's --help says what it is for and shows examples",
  });
}
