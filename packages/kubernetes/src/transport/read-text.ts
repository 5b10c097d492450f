import type { IncomingMessage } from "node:http";

/** The whole body, as UTF-8. Fails when the connection ends before the body does. */
export async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
