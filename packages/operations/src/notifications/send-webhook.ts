import { createHmac } from "node:crypto";
import { viewMessage, type Attempt, type Channel, type Message } from "@holdfast/domain";
import { failureText } from "./failure-text.ts";
import { guardedRequest, type GuardedResponse } from "./guarded-request.ts";
import type { Sending } from "./sending.ts";

const requestTimeoutMilliseconds = 15_000;

type Webhook = Extract<Channel, { kind: "webhook" }>;
type Ping = Extract<Channel, { kind: "ping" }>;

/** Sent when the receiver answered with a status of 200 to 299; what else it says does not matter. */
export async function sendWebhook(channel: Webhook, message: Message, sending: Sending): Promise<Attempt> {
  const { secrets, sender, now, version } = sending;
  const body = JSON.stringify(viewMessage(message, sender));
  const seconds = Math.floor(now / 1000);
  const key = secrets["signing-key"];
  const value = secrets["header-value"];
  return send(channel, sending, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `holdfast/${version}`,
      "idempotency-key": message.id,
      "x-holdfast-event": message.event.kind,
      ...(key === undefined ? {} : { "x-holdfast-signature": signature(key, body, seconds) }),
      ...(channel.header === undefined || value === undefined ? {} : { [channel.header.toLowerCase()]: value }),
    },
  });
}

export async function sendPing(channel: Ping, sending: Sending): Promise<Attempt> {
  const headers = { "user-agent": `holdfast/${sending.version}` };
  return send(channel, sending, {
    method: channel.method,
    headers,
    ...(channel.method === "POST" ? { body: "" } : {}),
  });
}

/** `t=<seconds>,v1=<hex>` of HMAC-SHA256 over `<seconds>.<body>`: an old message cannot be sent again as a new one. */
function signature(key: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex")}`;
}

interface Request {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function send(channel: Webhook | Ping, sending: Sending, request: Request): Promise<Attempt> {
  const { secrets, rules, resolve, signal, timeoutMilliseconds = requestTimeoutMilliseconds } = sending;
  const { url } = secrets;
  if (url === undefined) return { kind: "failed", reason: "its address is not kept any more; set the channel again" };
  try {
    const ca = channel.caCert === undefined ? {} : { caCert: channel.caCert };
    const target = new URL(url);
    const response = await guardedRequest({
      ...request,
      ...ca,
      url: target,
      rules,
      resolve,
      signal,
      timeoutMilliseconds,
    });
    return judge(response, secrets);
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: "failed", reason: failureText(error, secrets) };
  }
}

function judge(
  { status, retryAfterSeconds, location, excerpt }: GuardedResponse,
  secrets: Sending["secrets"],
): Attempt {
  if (status >= 200 && status < 300) return { kind: "sent" };
  const moved = location !== undefined && status >= 300 && status < 400;
  const words = moved ? "; redirects are not followed, give the address it points to" : said(excerpt);
  return {
    kind: "failed",
    reason: failureText(`the receiver answered with status ${status}${words}`, secrets),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** What a receiver says, as far as it is text; it is cut only after its secrets were taken out. */
function said(excerpt: string): string {
  const line = excerpt.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, " ").trim();
  return line === "" ? "" : `: ${line}`;
}
