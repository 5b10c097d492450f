import { waitFor } from "@holdfast/harness";
import type { Running } from "./holdfast.ts";
import type { Node } from "./node.ts";

interface OperationView {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: string;
}

/** Waits until the command has said `words`, or has ended. */
export async function untilSaid(running: Running, words: string): Promise<void> {
  let ended = false;
  const watch = running.ended.then(() => (ended = true));
  await waitFor(async () => (ended || running.said().includes(words) ? true : undefined), {
    what: `the command to say "${words}"`,
    deadlineSeconds: 300,
    evidence: () => running.said(),
  });
  if (ended) await watch;
}

/** Of the operations there are, the one that was asked for last. */
export async function newestOperation(node: Node, kind: string): Promise<string> {
  const all = await node.holdfast.json<readonly OperationView[]>("operation", "list");
  const newest = all
    .filter((one) => one.kind === kind)
    .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))[0];
  if (newest === undefined) throw new Error(`there is no operation of kind ${kind}`);
  return newest.id;
}

/** Goes on with it, whoever drove it, and waits for its end. */
export async function resumeToTheEnd(node: Node, id: string): Promise<void> {
  await node.holdfast("operation", "resume", id, "--take-over", "--driver", "cli");
}
