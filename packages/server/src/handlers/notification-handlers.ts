import type { ChannelAnswer, Handlers } from "@holdfast/api";
import type { Channel } from "@holdfast/domain";
import { listChannels, removeChannel, setNotification, testChannel } from "@holdfast/operations";
import type { ChannelView } from "@holdfast/operations";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

type NotificationHandlers = Pick<Handlers, "listChannels" | "setChannel" | "testChannel" | "removeChannel">;

export function notificationHandlers(parts: HandlerParts): NotificationHandlers {
  return {
    async listChannels(call) {
      return (await listChannels(await contextOf(parts, call))).map(viewChannel);
    },
    async setChannel(name, wish, call) {
      await setNotification(await contextOf(parts, call), { name, ...wish });
    },
    async testChannel(name, call) {
      const { attempt } = await testChannel(await contextOf(parts, call), name);
      return attempt.kind === "sent" ? { sent: true } : { sent: false, reason: attempt.reason };
    },
    async removeChannel(name, call) {
      await removeChannel(await contextOf(parts, call), name);
    },
  };
}

function viewChannel({ channel, state, waiting, log }: ChannelView): ChannelAnswer {
  const { lastSent, lastFailure, lastPing, givenUp } = log;
  return {
    name: channel.name,
    kind: channel.kind,
    target: targetOf(channel),
    ...(channel.events === undefined ? {} : { events: channel.events }),
    state,
    waiting,
    ...(lastSent === undefined ? {} : { lastSentAt: lastSent.at }),
    ...(lastFailure === undefined ? {} : { lastFailure: { at: lastFailure.at, reason: lastFailure.reason } }),
    ...(lastPing === undefined ? {} : { lastPing }),
    ...(givenUp === undefined ? {} : { givenUp }),
  };
}

function targetOf(channel: Channel): string {
  switch (channel.kind) {
    case "webhook":
    case "ping":
      return channel.origin;
    case "smtp":
      return `${channel.to.join(", ")} by ${channel.host}:${channel.port}`;
  }
}
