import { rests } from "@holdfast/domain";
import type { Channel, ChannelLog } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findInstanceId } from "../installation/instance.ts";
import { findChannel, readChannels } from "./channel-records.ts";
import { readOutbox } from "./outbox-record.ts";

/** A channel as it is shown. Carries no secret. */
export interface ChannelView {
  readonly channel: Channel;
  readonly state:
    /** Nothing was sent yet. */
    | "unused"
    | "working"
    /** The last attempt failed. */
    | "failing"
    /** A ping that was set for another installation; see `notify take-over`. */
    | "resting";
  /** Messages that wait for it. */
  readonly waiting: number;
  readonly log: ChannelLog;
}

/** Every channel and how it fares, by name. */
export async function listChannels(context: Context): Promise<readonly ChannelView[]> {
  try {
    const [channels, outbox, instance] = await Promise.all([
      readChannels(context),
      readOutbox(context),
      findInstanceId(context.kubernetes),
    ]);
    return channels.map((channel) => {
      const { name } = channel;
      const log = outbox?.channels[name] ?? {};
      const waiting = (outbox?.messages ?? []).filter(({ to }) => to[name] !== undefined).length;
      return { channel, state: rests(channel, instance) ? "resting" : stateOf(log), waiting, log };
    });
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Faults: channel-not-found. */
export async function showChannel(context: Context, name: string): Promise<ChannelView> {
  const found = (await listChannels(context)).find(({ channel }) => channel.name === name);
  if (found !== undefined) return found;
  return { channel: await findChannel(context, name), state: "unused", waiting: 0, log: {} };
}

function stateOf({ lastSent, lastFailure, lastPing }: ChannelLog): ChannelView["state"] {
  if (lastFailure !== undefined || lastPing?.failure !== undefined) return "failing";
  return lastSent === undefined && lastPing === undefined ? "unused" : "working";
}
