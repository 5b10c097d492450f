import type { IncomingMessage } from "node:http";
import { Fault } from "@holdfast/domain";

const readAtMost = 16 * 1024;

/** What an answer other than 200 means: undefined for "no such object", else a Fault in the store's own words. */
export async function storeRefusal(response: IncomingMessage, host: string): Promise<undefined> {
  const body = await head(response);
  const code = xmlField(body, "Code");
  if (response.statusCode === 404 && code !== "NoSuchBucket") return undefined;
  const said = [code, xmlField(body, "Message")].filter((part) => part !== undefined).join(": ");
  throw new Fault("artefact-unreadable", `The object store at ${host} refused to hand out the object`, {
    reason: `HTTP ${response.statusCode ?? 0}${said === "" ? "" : `, ${said}`}`,
    remedy: remedyFor(code, response.statusCode),
  });
}

function remedyFor(code: string | undefined, status: number | undefined): string {
  if (code === "SignatureDoesNotMatch") {
    return "The signature covers the host: publicUrl must be the address that the store itself is asked by; check it and the location's credentials";
  }
  if (code === "AccessDenied" || code === "InvalidAccessKeyId" || status === 403) {
    return "The location's credentials must be allowed to read objects (s3:GetObject); check the clocks of Velero's node and of the store as well";
  }
  if (code === "NoSuchBucket") return "The location's bucket is gone; holdfast destination show tells which it is";
  return "holdfast destination show tells the location's state; try again when the store is well";
}

async function head(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) {
    text += Buffer.from(chunk as Uint8Array).toString("utf8");
    if (text.length > readAtMost) break;
  }
  return text;
}

function xmlField(body: string, field: string): string | undefined {
  return new RegExp(`<${field}>([^<]{1,500})</${field}>`).exec(body)?.[1];
}
