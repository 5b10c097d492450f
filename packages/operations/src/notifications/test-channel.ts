import { Fault, messageOf } from "@holdfast/domain";
import type { Attempt, Channel, Message, Outbox } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { instanceId } from "../installation/instance.ts";
import { controllerRuns } from "../running/controller-runs.ts";
import { findChannel } from "./channel-records.ts";
import { readSurroundings } from "./cluster-surroundings.ts";
import { changeOutbox, readOutbox } from "./outbox-record.ts";
import { sendMessage } from "./send-message.ts";

export interface TestedChannel {
  readonly channel: Channel;
  /** The test's id, as the receiver sees it. */
  readonly message: string;
  /** The server's place in the network may be another than this machine's. */
  readonly sentBy: "server" | "here";
  readonly attempt: Attempt;
}

const idLength = 16;
const patienceMilliseconds = 90_000;
const lookMilliseconds = 500;

/**
 * Sends a test message: by the server, as every message, or from here when none runs. One attempt, and what came of it.
 * Faults: channel-not-found, deadline-passed.
 */
export async function testChannel(context: Context, name: string): Promise<TestedChannel> {
  try {
    const channel = await findChannel(context, name);
    const message = testMessage(context, channel);
    const sentBy = (await controllerRuns(context)) ? "server" : "here";
    const attempt =
      sentBy === "server" ? await byServer(context, channel, message) : await fromHere(context, channel, message);
    return { channel, message: message.id, sentBy, attempt };
  } catch (error) {
    throw fromApiError(error);
  }
}

function testMessage(context: Context, channel: Channel): Message {
  const { requestedBy } = context;
  const now = context.clock.now();
  const event = {
    kind: "test",
    mood: "info",
    key: "test",
    state: "test",
    at: new Date(now).toISOString(),
    title: "A test of Holdfast's notifications",
    cause: `${requestedBy} asked for it.`,
    remedy: "Nothing has to be done.",
  } as const;
  const [message] = messageOf(event, { channels: [channel], now, newId: () => context.randomId(idLength) });
  if (message === undefined) throw new Error("a test is told to every channel");
  return message;
}

async function fromHere(context: Context, channel: Channel, message: Message): Promise<Attempt> {
  const [surroundings, instance] = await Promise.all([readSurroundings(context), instanceId(context)]);
  return sendMessage(context, { channel, message }, { surroundings, instance });
}

async function byServer(context: Context, { name }: Channel, message: Message): Promise<Attempt> {
  await changeOutbox(context, (outbox) => ({ ...outbox, messages: [...outbox.messages, message] }));
  const until = context.clock.now() + patienceMilliseconds;
  for (;;) {
    const outbox = await readOutbox(context);
    const attempt = outbox === undefined ? undefined : attemptOf(outbox, name, message.id);
    if (attempt !== undefined) return attempt;
    if (context.clock.now() > until) throw notSent(name);
    await context.clock.sleep(lookMilliseconds, context.signal);
  }
}

function attemptOf({ messages, channels }: Outbox, name: string, id: string): Attempt | undefined {
  const log = channels[name];
  if (log?.lastSent?.message === id) return { kind: "sent" };
  if (log?.lastFailure?.message === id) return { kind: "failed", reason: log.lastFailure.reason };
  const isWaiting = messages.some((message) => message.id === id && message.to[name] !== undefined);
  return isWaiting ? undefined : { kind: "failed", reason: "the server gave it up and says no more" };
}

function notSent(name: string): Fault {
  return new Fault("deadline-passed", `The server did not send the test to ${name} in time.`, {
    reason: `It is still waiting after ${patienceMilliseconds / 1000} s; the channel may be busy with a message that hangs.`,
    remedy: "holdfast notify show says how the last attempts went; the server's log says more.",
  });
}
