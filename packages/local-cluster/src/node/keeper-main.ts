/**
 * Runs on the host, one per running cluster, detached from the command that started it. It joins the cluster's cgroups,
 * starts the node in fresh namespaces, starts it again when it dies, and forwards the API server's port. When it dies,
 * by whatever signal, the kernel kills the node with it: a cluster runs as a whole or not at all.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { nodePorts } from "./addresses.ts";
import { openBoundedLog } from "./bounded-log.ts";
import { joinCgroups, readCgroupLayout } from "./cgroups.ts";
import { clusterPaths } from "./cluster-paths.ts";
import { requireRecord } from "./cluster-record.ts";
import { openForward } from "./forwarder.ts";
import { removeKeeperRecord, writeKeeperRecord } from "./keeper-record.ts";
import { askToStop } from "./node-socket.ts";
import { identifyProcess, type ProcessIdentity } from "./process-identity.ts";
import { restartDelaySeconds } from "./supervise.ts";
import { tryNamedLock } from "./lock.ts";

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error("usage: keeper-main.ts NAME");
const paths = clusterPaths(name);
const { apiPort } = await requireRecord(paths);

// Two nodes on one state directory would destroy its data.
if ((await tryNamedLock(`${paths.id}-keeper`)) === undefined) throw new Error("another keeper runs this cluster");
const layout = await readCgroupLayout();
if (layout === undefined) throw new Error("no cgroup file system is mounted");
await joinCgroups(layout, paths.id, process.pid);
await openForward({
  socket: paths.socket,
  port: apiPort,
  target: { host: "127.0.0.1", port: nodePorts.apiServer },
});
const keeper = identify(process.pid);
const log = openBoundedLog(join(paths.logs, "supervisor.log"));
process.on("SIGTERM", () => {
  askToStop(paths.socket).catch((error: unknown) => log.write(`the node did not stop: ${String(error)}\n`));
});

for (let failures = 0; ; failures++) {
  const code = await runNode();
  if (code === 0) break;
  log.write(`${new Date().toISOString()} holdfast: the node ended with ${code ?? "a signal"}\n`);
  await sleep(restartDelaySeconds(failures) * 1000);
}
await removeKeeperRecord(paths);
process.exit(0);

async function runNode(): Promise<number | null> {
  const entrance = startNode();
  entrance.stdout?.on("data", (text: Buffer) => log.write(text));
  entrance.stderr?.on("data", (text: Buffer) => log.write(text));
  const ended = new Promise<number | null>((resolve, reject) => {
    entrance.once("error", reject).once("exit", resolve);
  });
  if (entrance.pid !== undefined) await writeKeeperRecord(paths, { keeper, entrance: identify(entrance.pid) });
  const code = await ended;
  await writeKeeperRecord(paths, { keeper });
  return code;
}

/** The shell is the first process of the namespace: it waits for whatever the containers leave behind. */
function startNode(): ChildProcess {
  const supervisor = fileURLToPath(new URL("./supervisor-main.ts", import.meta.url));
  const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts", "--ipc"];
  const program = ["sh", "-c", '"$@" & wait $!', "sh", process.execPath, supervisor, paths.name];
  return spawn("setpriv", ["--pdeathsig", "KILL", "unshare", ...namespaces, ...program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function identify(pid: number): ProcessIdentity {
  const identity = identifyProcess(pid);
  if (identity === undefined) throw new Error(`process ${pid} ended at once`);
  return identity;
}
