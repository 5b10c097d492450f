import type { EventKind } from "./events.ts";

/** Somebody who is told, without secrets: those lie in a Secret beside the settings. */
export type Channel = ChannelBase & (WebhookOptions | MailOptions | PingOptions);

export interface ChannelBase {
  readonly name: string;
  /** The installation that it was set for. Pings of another one, brought back from its backup, rest. */
  readonly instance: string;
  /** Absent: everything. */
  readonly events?: readonly EventKind[];
  /** How messages call this cluster; absent: by its first node. */
  readonly cluster?: string;
  /** The target may be in a private network or in this cluster. */
  readonly allowPrivate?: true;
  /** PEM; trusted beside the usual authorities. */
  readonly caCert?: string;
}

export interface WebhookOptions {
  readonly kind: "webhook";
  /** Scheme and host of the address. The rest of it may be a secret in itself, and is kept as one. */
  readonly origin: string;
  readonly signed: boolean;
  /** Name of a header whose value is a secret. */
  readonly header?: string;
}

export interface MailOptions {
  readonly kind: "smtp";
  readonly host: string;
  readonly port: number;
  /** starttls: refused when the server does not offer it. none: nothing is encrypted, and there is no password. */
  readonly security: "starttls" | "tls" | "none";
  readonly user?: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface PingOptions {
  readonly kind: "ping";
  readonly origin: string;
  readonly method: "GET" | "POST";
  readonly everyMinutes: number;
}

/** What of a channel is secret, by the names under which it is kept. */
export const channelSecrets = ["url", "signing-key", "header-value", "password"] as const;
export type ChannelSecret = (typeof channelSecrets)[number];
export type ChannelSecrets = Readonly<Partial<Record<ChannelSecret, string>>>;

/** A ping says only that all is well: it is never told an event. */
export function isTold({ kind, events }: Channel, event: EventKind): boolean {
  if (event === "test") return true;
  return kind !== "ping" && (events === undefined || events.includes(event));
}
