import type { HookPlace, PodName } from "@holdfast/domain";
import type { LogLine } from "./log-line.ts";

/** A hook that Velero logged without its pod; `place` is called once, at the end of the log. */
interface Unplaced {
  readonly phase: "pre" | "post";
  readonly fromAnnotation: boolean;
  place(place: HookPlace): void;
}

interface ItemBlock {
  readonly pods: PodName[];
  /** Names of pods whose pre hook failed: no post hook runs in them. */
  readonly failed: Set<string>;
  readonly hooks: Unplaced[];
}

const addedToBlock = /^adding (\S+) (\S*)\/(\S+) to ItemBlock$/;
const blockIsFull = "Backing Up Item Block including ";
const itemMessages = ["Backing up item", "Skipping item because it's already been backed up."];

/**
 * Finds the pods of hooks by the order of Velero's log (1.16 to 1.18), whose hook lines name no pod. Velero says which
 * objects are in an item block when it collects it, then a worker runs the pre hooks of the block's pods, names each of
 * its objects, and runs the post hooks: the block of a pre hook is that of the next object named, the block of a post
 * hook that of the last one. It holds for one worker, which is Velero's default; work of several interleaves.
 */
export class HookPlaces {
  readonly #blocks = new Map<string, ItemBlock>();
  #collected: ItemBlock = { pods: [], failed: new Set(), hooks: [] };
  #current: ItemBlock | undefined;
  #waiting: Unplaced[] = [];
  #failing: string[] = [];
  #interleaved = false;

  /** Reads a line that is not one of a hook. `hookIsOpen`: a hook has begun and not ended before it. */
  readLine({ message, fields }: LogLine, hookIsOpen: boolean): void {
    const added = addedToBlock.exec(message);
    if (added !== null) this.#collect(added[1] ?? "", added[2] ?? "", added[3] ?? "");
    else if (message.startsWith(blockIsFull)) this.#collected = { pods: [], failed: new Set(), hooks: [] };
    else if (message === "Error running pre hooks for pod") this.#failing.push(fields["name"] ?? "");
    else if (itemMessages.includes(message)) this.#reach(fields, hookIsOpen);
  }

  addHook(hook: Unplaced, hookIsOpen: boolean): void {
    if (hookIsOpen) this.#interleaved = true;
    if (hook.phase === "pre") this.#waiting.push(hook);
    else if (this.#current === undefined) hook.place(unknownPlace);
    else this.#current.hooks.push(hook);
  }

  end(): void {
    for (const hook of this.#waiting) hook.place(unknownPlace);
    for (const block of new Set(this.#blocks.values())) {
      if (this.#interleaved) for (const hook of block.hooks) hook.place(interleavedPlace);
      else placeIn(block);
    }
  }

  #collect(resource: string, namespace: string, name: string): void {
    this.#blocks.set(keyOf(resource, namespace, name), this.#collected);
    if (resource === "pods") this.#collected.pods.push({ namespace, pod: name });
  }

  #reach({ resource = "", namespace = "", name = "" }: LogLine["fields"], hookIsOpen: boolean): void {
    if (hookIsOpen) this.#interleaved = true;
    const block = this.#blocks.get(keyOf(resource, namespace, name));
    if (block === undefined) return;
    block.hooks.push(...this.#waiting);
    for (const failed of this.#failing) block.failed.add(failed);
    this.#waiting = [];
    this.#failing = [];
    this.#current = block;
  }
}

function placeIn({ pods, failed, hooks }: ItemBlock): void {
  placeEach(
    hooks.filter(({ phase }) => phase === "pre"),
    pods,
  );
  placeEach(
    hooks.filter(({ phase }) => phase === "post"),
    pods.filter(({ pod }) => !failed.has(pod)),
  );
}

/** A pod's annotations hold one hook of a phase, and the pods come in the order in which they were collected. */
function placeEach(hooks: readonly Unplaced[], pods: readonly PodName[]): void {
  const [only] = pods;
  const isOneEach = hooks.length === pods.length && hooks.every(({ fromAnnotation }) => fromAnnotation);
  hooks.forEach((hook, index) => {
    const pod = pods.length === 1 ? only : isOneEach ? pods[index] : undefined;
    if (pod !== undefined) hook.place({ kind: "pod", ...pod });
    else hook.place(pods.length === 0 ? unknownPlace : { kind: "one-of", pods });
  });
}

const unknownPlace: HookPlace = { kind: "unknown", reason: "Velero's log does not tell it" };
const interleavedPlace: HookPlace = {
  kind: "unknown",
  reason: "Velero's log does not tell it, since several workers wrote it (--item-block-worker-count)",
};

function keyOf(resource: string, namespace: string, name: string): string {
  return `${resource} ${namespace}/${name}`;
}
