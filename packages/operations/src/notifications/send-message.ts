import type { Attempt, Channel, Message } from "@holdfast/domain";
import { addressRules } from "./address-rules.ts";
import { readChannelSecrets } from "./channel-records.ts";
import type { Surroundings } from "./cluster-surroundings.ts";
import type { Context } from "../context.ts";
import { resolveBySystem, type Resolve } from "./resolve-target.ts";
import { sendMail } from "./send-mail.ts";
import { sendPing, sendWebhook } from "./send-webhook.ts";
import type { Sending } from "./sending.ts";

export interface SendOptions {
  readonly surroundings: Surroundings;
  readonly instance: string;
  /** Given in tests. */
  readonly resolve?: Resolve;
  readonly timeoutMilliseconds?: number;
}

/** One attempt; it ends within its deadline. Throws only what the API server refuses, and the signal's reason. */
export async function sendMessage(
  context: Context,
  { channel, message }: { readonly channel: Channel; readonly message: Message },
  options: SendOptions,
): Promise<Attempt> {
  const sending = await prepare(context, channel, options);
  switch (channel.kind) {
    case "webhook":
      return sendWebhook(channel, message, sending);
    case "smtp":
      return sendMail(channel, message, sending);
    case "ping":
      return sendPing(channel, sending);
  }
}

async function prepare(context: Context, channel: Channel, options: SendOptions): Promise<Sending> {
  const { surroundings, instance, resolve = resolveBySystem, timeoutMilliseconds } = options;
  return {
    secrets: await readChannelSecrets(context, channel.name),
    sender: { cluster: channel.cluster ?? surroundings.name, instance },
    rules: addressRules({ allowPrivate: channel.allowPrivate === true, clusterRanges: surroundings.ranges }),
    resolve,
    now: context.clock.now(),
    version: context.version,
    signal: context.signal,
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  };
}
