import { waitFor } from "@holdfast/harness";
import type { CommandLine, Running } from "./holdfast.ts";

/** What `holdfast console` printed. */
export function printedAddress(running: Running): Promise<string> {
  const printed = (): Promise<string | undefined> =>
    Promise.resolve(/http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0]);
  return waitFor(printed, { what: "the console's address", evidence: () => running.said() });
}

/** The status with which the console answers to this password: 200 when it lets in. */
export async function signIn(holdfast: CommandLine, password: string): Promise<number> {
  const forward = holdfast.start("console");
  try {
    const address = await printedAddress(forward);
    const answer = await fetch(`${address}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-holdfast-console": "1", origin: address },
      body: JSON.stringify({ password }),
    });
    return answer.status;
  } finally {
    forward.process.kill("SIGINT");
    await forward.ended;
  }
}
