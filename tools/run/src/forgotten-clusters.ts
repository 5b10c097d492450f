import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository, runProgram } from "./run-program.ts";

/** Test clusters carry the process that made them in their name. */
const testCluster = /^(?:journeys|one|two)-(\d+)$/;
/** Folders of the journeys that have a state directory of their own. */
const ownState = /^holdfast-state-/;

/** Removes what test runs that were killed have left: their clusters, wherever their state is. */
export async function removeForgottenClusters(): Promise<void> {
  await removeForgotten(undefined);
  for (const entry of await readdir(tmpdir())) {
    const state = join(tmpdir(), entry);
    if (ownState.test(entry) && (await removeForgotten(state)) === "nothing-left") await rm(state, { recursive: true });
  }
}

/** In one state directory; undefined: the usual one. */
async function removeForgotten(state: string | undefined): Promise<"nothing-left" | "in-use"> {
  const environment = state === undefined ? {} : { HOLDFAST_STATE: state };
  const names = await clusterNames(environment);
  const forgotten = names.filter((name) => isForgotten(name, isAlive));
  for (const name of forgotten) await holdfast(["cluster", "down", "--name", name], environment);
  return forgotten.length === names.length && names.length > 0 ? "nothing-left" : "in-use";
}

/** @internal Exported for tests. */
export function isForgotten(cluster: string, alive: (pid: number) => boolean): boolean {
  const pid = testCluster.exec(cluster)?.[1];
  return pid !== undefined && !alive(Number(pid));
}

async function clusterNames(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const listed = await holdfast(["cluster", "list", "-o", "json"], environment);
  return (JSON.parse(listed) as readonly { readonly name: string }[]).map(({ name }) => name);
}

async function holdfast(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout } = await runProgram(join(repository, "holdfast"), args, { environment, stdout: "keep" });
  if (code !== 0) throw new Error(`holdfast ${args.join(" ")} ended with ${code}`);
  return stdout;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
