import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the range from which the kernel takes the ports of outgoing connections (32768 and up): a program that is
// killed and started again finds its port still free.
const lowest = 15_000;
const highest = 32_000;

/** A loopback port nobody listens on now. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${highest} on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port }, () => server.close(() => resolve(true)));
  });
}
