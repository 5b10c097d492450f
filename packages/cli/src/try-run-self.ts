import { spawn } from "node:child_process";

/** This very command line, run again as another process. */
export interface Self {
  /** Shows the command and what it says on stderr; its result is on stdout. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
}

interface RunOptions {
  readonly kubeconfig?: string;
  /** Goes on after Ctrl-C: for what has to be cleaned up. */
  readonly always?: boolean;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function runSelf({ signal, say }: { readonly signal: AbortSignal; readonly say: (line: string) => void }): Self {
  return {
    async run(args, { kubeconfig, always = false } = {}) {
      if (!always) signal.throwIfAborted();
      say(`$ holdfast ${args.join(" ")}`);
      const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...args], {
        env: { ...process.env, ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) },
        // A terminal sends Ctrl-C to the whole group; the clean-up has to live on.
        detached: always,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      const stop = () => child.kill("SIGINT");
      if (!always) signal.addEventListener("abort", stop);
      try {
        const code = await new Promise<number>((resolve, reject) => {
          child.on("error", reject).on("close", (status) => resolve(status ?? 130));
        });
        return { code, stdout, stderr };
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
  };
}
