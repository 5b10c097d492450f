import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ServerProcessOptions {
  readonly kubeconfigPath: string;
  readonly identity: string;
}

/** The server as a process of its own, so that it can be killed. */
export interface ServerProcess {
  readonly address: string;
  readonly pid: number;
  /** Resolves when a line of its log has this message. */
  logged(message: string): Promise<void>;
  /** Sends the signal and returns how it ended. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<{ readonly code: number | null }>;
}

const mainPath = join(import.meta.dirname, "../src/main.ts");

export async function startServerProcess({ kubeconfigPath, identity }: ServerProcessOptions): Promise<ServerProcess> {
  const assets = await mkdtemp(join(tmpdir(), "holdfast-assets-"));
  await writeFile(join(assets, "index.html"), "<!doctype html><title>Holdfast</title>");
  const args = ["--kubeconfig", kubeconfigPath, "--host", "127.0.0.1", "--port", "0", "--identity", identity];
  const child = spawn(process.execPath, [mainPath, ...args, "--assets", assets, "--console-namespace", "holdfast"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(([code]) => ({ code: code as number | null }));
  const log = followLog(createInterface({ input: child.stdout }));
  const listening = await Promise.race([log.find("listening"), ended]);
  if (!("port" in listening)) throw new Error(`the server ended with ${listening.code ?? "a signal"}`);
  return {
    address: `http://127.0.0.1:${String(listening.port)}`,
    pid: child.pid ?? 0,
    logged: async (message) => {
      await log.find(message);
    },
    async end(signal) {
      child.kill(signal);
      const result = await ended;
      await rm(assets, { recursive: true, force: true });
      return result;
    },
  };
}

interface LogEntry {
  readonly msg?: string;
  readonly port?: number;
}

/** Every line is kept, so that what was logged before it was asked for is found too. */
function followLog(lines: AsyncIterable<string> & { on(event: "line", listener: (line: string) => void): unknown }) {
  const entries: LogEntry[] = [];
  let wake: readonly (() => void)[] = [];
  lines.on("line", (line) => {
    entries.push(JSON.parse(line) as LogEntry);
    for (const one of wake) one();
    wake = [];
  });
  return {
    async find(message: string): Promise<{ readonly port: number | undefined }> {
      for (;;) {
        const found = entries.find((entry) => entry.msg === message);
        if (found !== undefined) return { port: found.port };
        await new Promise<void>((resolve) => (wake = [...wake, resolve]));
      }
    },
  };
}
