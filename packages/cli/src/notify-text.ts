import type { Channel } from "@holdfast/domain";
import type { ChannelView } from "@holdfast/operations";

/** Where a channel leads, without what is secret of it. */
export function targetText(channel: Channel): string {
  switch (channel.kind) {
    case "webhook":
      return `${channel.origin}/…`;
    case "ping":
      return `${channel.origin}/… every ${channel.everyMinutes} min`;
    case "smtp":
      return `${channel.to.join(", ")} by ${channel.host}:${channel.port}`;
  }
}

export function afterSetText(channel: Channel): string {
  return `Channel ${channel.name} is set: ${targetText(channel)}.\nSee that it works: holdfast notify test ${channel.name}`;
}

export function eventsText({ kind, events }: Channel): string {
  if (kind === "ping") return "all is well";
  return events?.join(", ") ?? "everything";
}

export function stateText({ state, waiting, log }: ChannelView): string {
  const more = waiting === 0 ? "" : `, ${waiting} waiting`;
  const lost = log.givenUp === undefined ? "" : `, ${log.givenUp} given up`;
  switch (state) {
    case "unused":
      return `nothing sent yet${more}${lost}`;
    case "working":
      return `working${more}${lost}`;
    case "failing":
      return `failing${more}${lost}`;
    case "resting":
      return "resting: set by another installation";
  }
}

export function channelText(view: ChannelView): string {
  const { channel, log } = view;
  const { lastSent, lastFailure, lastPing } = log;
  return [
    `Name:     ${channel.name}`,
    `Kind:     ${channel.kind}`,
    `Target:   ${targetText(channel)}`,
    `Secrets:  ${secretsText(channel)}`,
    `Told:     ${eventsText(channel)}`,
    ...(channel.cluster === undefined ? [] : [`Cluster:  ${channel.cluster}`]),
    ...(channel.allowPrivate === true ? ["Private:  targets in private networks are allowed"] : []),
    `State:    ${stateText(view)}`,
    ...(lastSent === undefined ? [] : [`Sent:     ${lastSent.at}  ${lastSent.title} (${lastSent.message})`]),
    ...(lastFailure === undefined ? [] : [`Failed:   ${lastFailure.at}  ${lastFailure.reason}`]),
    ...(lastPing === undefined ? [] : [`Ping:     ${lastPing.at}  ${lastPing.failure ?? "answered"}`]),
    ...(view.state === "resting" ? [`Go on here: holdfast notify take-over ${channel.name}`] : []),
  ].join("\n");
}

function secretsText(channel: Channel): string {
  switch (channel.kind) {
    case "webhook": {
      const header = channel.header === undefined ? "" : `, value of the header ${channel.header}`;
      return `address${channel.signed ? ", signing key" : ""}${header} (never shown)`;
    }
    case "ping":
      return "address (never shown)";
    case "smtp":
      return channel.user === undefined ? "none" : `password of ${channel.user} (never shown)`;
  }
}
