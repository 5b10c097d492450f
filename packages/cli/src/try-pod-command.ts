import { Fault } from "@holdfast/domain";

/** A command in a pod of a workload. */
export interface PodCommand {
  /** As kubectl takes it: "deployment/notes". */
  readonly workload: string;
  readonly container?: string;
  /** What is executed, word by word. */
  readonly command: readonly string[];
}

const pattern = /^([a-z]+\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(?:\/([a-z0-9-]+))?:\s*(\S.*)$/s;

/**
 * "deployment/notes/web: echo hello"; the container may be left out. A command that is a JSON array of words is executed
 * as it is, any other by /bin/sh. Faults: invalid-argument.
 */
export function parsePodCommand(option: string, text: string): PodCommand {
  const [, workload, , container, command] = pattern.exec(text) ?? [];
  if (workload === undefined || command === undefined) {
    throw new Fault("invalid-argument", `--${option} takes KIND/NAME[/CONTAINER]: COMMAND, not ${text}`, {
      remedy: `For example: --${option} 'deployment/notes: ls /notes'`,
    });
  }
  const words = wordsOf(command) ?? ["/bin/sh", "-c", command];
  return { workload, command: words, ...(container === undefined ? {} : { container }) };
}

function wordsOf(command: string): readonly string[] | undefined {
  if (!command.startsWith("[")) return undefined;
  try {
    const value: unknown = JSON.parse(command);
    return Array.isArray(value) && value.every((word) => typeof word === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
