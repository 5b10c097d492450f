import { access, readFile } from "node:fs/promises";
import { get } from "node:https";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { nodePorts } from "./addresses.ts";
import type { PkiFiles } from "../pki/pki-files.ts";
import type { Gate } from "./node-programs.ts";

const pauseMilliseconds = 100;

/** Resolves when every gate is open. There is no deadline: who waits for the whole node has one. */
export async function untilOpen(gates: readonly Gate[], pki: PkiFiles): Promise<void> {
  for (const gate of gates) while (!(await isOpen(gate, pki))) await sleep(pauseMilliseconds);
}

function isOpen(gate: Gate, pki: PkiFiles): Promise<boolean> {
  switch (gate.kind) {
    case "listening":
      return isListening(gate.port);
    case "file":
      return access(gate.path).then(
        () => true,
        () => false,
      );
    case "api-server-ready":
      return apiServerIsReady(pki);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const settle = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => settle(true)).once("error", () => settle(false));
  });
}

async function apiServerIsReady(pki: PkiFiles): Promise<boolean> {
  const [ca, cert, key] = await Promise.all([
    readFile(pki.authority),
    readFile(pki.certificate("admin")),
    readFile(pki.key("admin")),
  ]);
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port: nodePorts.apiServer, path: "/readyz", ca, cert, key, agent: false });
    request.setTimeout(2000, () => request.destroy());
    request.once("error", () => resolve(false));
    request.once("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
  });
}
