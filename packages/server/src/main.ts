import { join } from "node:path";
import { Fault } from "@holdfast/domain";
import { createKubernetesClient, inClusterClient, systemClock } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Context } from "@holdfast/operations";
import { createLog } from "./log.ts";
import { randomId } from "./random-id.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { startServer } from "./start-server.ts";
import { version } from "./version.ts";

/** Runs until SIGTERM or SIGINT; then ends in good order with 0. */
async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env, { assets: join(import.meta.dirname, "console") });
  const log = createLog(settings.logLevel);
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.once(name, () => {
      log.info({ signal: name }, "stopping");
      stop.abort();
    });
  }
  const kubernetes = await connect(settings);
  const context = contextOf(kubernetes, settings, stop.signal);
  const server = await startServer({ settings, log, context });
  log.info(
    { port: server.port, version, kubernetes: kubernetes.server, console: settings.consoleNamespace },
    "listening",
  );
  await server.ended;
  await kubernetes.close();
  log.info("stopped");
}

function connect({ kubeconfig }: Settings): Promise<KubernetesClient> {
  const userAgent = `holdfast/${version}`;
  return kubeconfig === undefined ? inClusterClient({ userAgent }) : createKubernetesClient({ kubeconfig, userAgent });
}

function contextOf(kubernetes: KubernetesClient, settings: Settings, signal: AbortSignal): Context {
  return {
    kubernetes,
    clock: systemClock,
    randomId,
    requestedBy: "controller",
    version,
    consoleNamespace: settings.consoleNamespace,
    ...(settings.veleroNamespace === undefined ? {} : { veleroNamespace: settings.veleroNamespace }),
    signal,
    report: () => undefined,
  };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  const { reason, remedy } = error.details;
  process.stderr.write([error.message, reason, remedy].filter((text) => text !== undefined).join("\n") + "\n");
  process.exitCode = 2;
}
