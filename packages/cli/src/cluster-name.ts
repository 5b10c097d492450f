import { defaultClusterName } from "@holdfast/local-cluster";
import type { CommandInput } from "./command.ts";

/** Every cluster command takes it. */
export const nameOption = ["--name <name>", "name of the cluster", defaultClusterName] as const;

export function nameOf(input: CommandInput): string {
  return input.text("name") ?? defaultClusterName;
}
