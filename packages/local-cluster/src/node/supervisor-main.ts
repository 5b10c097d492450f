/**
 * Runs inside the namespaces of a node: gives the node its file systems and its network, starts its programs and keeps
 * them running, and answers on the node's socket. Ends with 0 when it was asked to stop; the node ends with it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openBoundedLog } from "./bounded-log.ts";
import { cgroupRoot } from "./cgroups.ts";
import { clusterPaths, nodeName } from "./cluster-paths.ts";
import { requireRecord } from "./cluster-record.ts";
import { untilOpen } from "./gates.ts";
import { nodeMounts } from "./mounts.ts";
import { nodeNetwork, nodeSysctls } from "./network.ts";
import { configurationFiles, nodePrograms, type NodeSettings } from "./node-programs.ts";
import { serveNodeSocket } from "./node-socket.ts";
import { stopPods } from "./stop-pods.ts";
import { supervise, type SupervisedProgram } from "./supervise.ts";

const since = Date.now();
const [name] = process.argv.slice(2);
if (name === undefined) throw new Error("usage: supervisor-main.ts NAME");
const paths = clusterPaths(name);
const { disposable, pauseImage } = await requireRecord(paths);
const settings: NodeSettings = { paths, disposable, pauseImage, cgroupRoot: cgroupRoot(paths.id) };

for (const [program = "", ...args] of [...nodeMounts(paths), ...nodeNetwork(nodeName(paths))]) {
  execFileSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });
}
for (const [key, value] of Object.entries(nodeSysctls)) writeFileSync(join("/proc/sys", key), value);
for (const { path, text } of configurationFiles(settings)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const environment = {
  PATH: `${paths.programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  HOME: "/root",
  LANG: "C.UTF-8",
};
const programs = new Map<string, SupervisedProgram>();
for (const program of nodePrograms(settings)) {
  const log = openBoundedLog(join(paths.logs, `${program.name}.log`));
  const untilReady = (): Promise<void> => untilOpen(program.gates, paths.pki);
  programs.set(program.name, supervise(program, { environment, log, untilReady }));
}

const programGraceSeconds = 10;
let stopping: Promise<void> | undefined;

async function stopNode(): Promise<void> {
  // The kubelet first, or it would start the pods again.
  await programs.get("kubelet")?.stop(programGraceSeconds);
  await stopPods(paths.id);
  for (const program of [...programs.values()].toReversed()) await program.stop(programGraceSeconds);
}

await serveNodeSocket(paths.socket, {
  report: () => ({ since, programs: [...programs.values()].map((program) => program.status()) }),
  stop: async () => {
    stopping ??= stopNode();
    await stopping;
    // Time for the answer to leave.
    setImmediate(() => setImmediate(() => process.exit(0)));
  },
});
