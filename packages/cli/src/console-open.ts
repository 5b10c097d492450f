import { createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { Fault } from "@holdfast/domain";
import { findConsolePod, type Context } from "@holdfast/operations";
import type { Cli, CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Make the console reachable on this machine until Ctrl-C, and print its address",
  help: "Only this machine can reach the address. The password: holdfast console reset-password makes a new one.",
  options: [["--port <number>", "port on 127.0.0.1 (default: a free one)"]],
  async run(cli, input) {
    const context = await cli.context();
    // Before anything listens: a console that is not there is said at once.
    await findConsolePod(context);
    const server = createServer((socket) => void forward(cli, context, socket));
    const port = await listen(server, input.count("port") ?? 0);
    cli.output.result({ address: `http://127.0.0.1:${port}` }, ({ address }) => address);
    cli.output.note("Ctrl-C ends it.");
    await new Promise<void>((resolve) => {
      if (cli.signal.aborted) resolve();
      else cli.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    server.close();
  },
};

/** Each connection looks for a Ready pod anew: the console may be rolled over while this runs. */
async function forward(cli: Cli, context: Context, socket: Socket): Promise<void> {
  const closing = () => socket.destroy();
  socket.on("error", closing);
  cli.signal.addEventListener("abort", closing, { once: true });
  socket.once("close", () => cli.signal.removeEventListener("abort", closing));
  try {
    const pod = await context.kubernetes.portForward(await findConsolePod(context));
    pipeline(socket, pod, closing);
    pipeline(pod, socket, closing);
  } catch (error) {
    cli.output.warn(error instanceof Error ? error.message : String(error));
    closing();
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new Fault("invalid-argument", `Nothing can listen on port ${port} of this machine`, {
          reason: error.message,
          remedy: "Leave out --port, or give a free one",
          cause: error,
        }),
      );
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

export default command;
