import { eventKinds } from "@holdfast/domain";
import { z } from "@hono/zod-openapi";

const events = z.array(z.enum(eventKinds)).readonly();

/** A channel as it is shown. Its address, keys and passwords are write-only: none of them is here. */
export const channelSchema = z
  .object({
    name: z.string(),
    kind: z.enum(["webhook", "smtp", "ping"]),
    /** Scheme and host of an address, or the mail server with the recipients. */
    target: z.string(),
    /** Absent: everything. */
    events: events.exactOptional(),
    /** unused: nothing was sent yet. resting: a ping that was set for another installation. */
    state: z.enum(["unused", "working", "failing", "resting"]),
    /** Messages that wait for it. */
    waiting: z.number(),
    lastSentAt: z.string().exactOptional(),
    lastFailure: z.object({ at: z.string(), reason: z.string() }).exactOptional(),
    /** Of a ping: the last sign of life, and why it did not arrive. */
    lastPing: z.object({ at: z.string(), failure: z.string().exactOptional() }).exactOptional(),
    /** Messages that were given up: too old, or too many. */
    givenUp: z.number().exactOptional(),
  })
  .openapi("Channel");

export const channelListSchema = z.object({ items: z.array(channelSchema).readonly() }).openapi("ChannelList");

const common = {
  /** Empty: everything. */
  events: z.array(z.string()).readonly().default([]),
  /** How messages call this cluster. */
  cluster: z.string().exactOptional(),
  /** The target may be in a private network or in this cluster. */
  allowPrivate: z.boolean().default(false),
  /** PEM. */
  caCert: z.string().exactOptional(),
};

const address = { url: z.string(), allowHttp: z.boolean().default(false) };

/** Secrets are taken in and never given out again; a channel that is set anew needs them again. */
export const setChannelSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("webhook"),
      ...common,
      ...address,
      signingKey: z.string().exactOptional(),
      header: z.object({ name: z.string(), value: z.string() }).exactOptional(),
    }),
    z.object({
      kind: z.literal("smtp"),
      ...common,
      host: z.string(),
      port: z.number().int().min(1),
      security: z.enum(["starttls", "tls", "none"]),
      user: z.string().exactOptional(),
      password: z.string().exactOptional(),
      from: z.string(),
      to: z.array(z.string()).readonly(),
    }),
    z.object({
      kind: z.literal("ping"),
      ...common,
      ...address,
      method: z.enum(["GET", "POST"]).default("GET"),
      everyMinutes: z.number().int().min(1),
    }),
  ])
  .openapi("SetChannel");

export const testedChannelSchema = z
  .object({
    sent: z.boolean(),
    /** Why it was not. */
    reason: z.string().exactOptional(),
  })
  .openapi("TestedChannel");

export type ChannelAnswer = z.infer<typeof channelSchema>;
export type SetChannel = z.infer<typeof setChannelSchema>;
export type TestedChannelView = z.infer<typeof testedChannelSchema>;
