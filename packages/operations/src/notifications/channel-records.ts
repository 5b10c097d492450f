import { Fault, channelSecrets, fieldManager, labels } from "@holdfast/domain";
import type { Channel, ChannelSecrets } from "@holdfast/domain";
import { isApiError, secrets } from "@holdfast/kubernetes";
import type { Secret } from "../applications/record-objects.ts";
import { dataOf } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { changeSettings } from "../settings/change-settings.ts";
import { readSettings } from "../settings/read-settings.ts";

/** Beside the settings, labelled as a record: the console's backup carries both. */
const notificationSecretName = "holdfast-notifications";
const record = "notification-secrets";

/** Every channel, by name; without secrets. */
export async function readChannels(context: Context): Promise<readonly Channel[]> {
  return (await readSettings(context)).notifications?.channels ?? [];
}

/** Faults: channel-not-found. */
export async function findChannel(context: Context, name: string): Promise<Channel> {
  const channels = await readChannels(context);
  const found = channels.find((channel) => channel.name === name);
  if (found !== undefined) return found;
  const names = channels.map((channel) => channel.name).join(", ");
  throw new Fault("channel-not-found", `There is no notification channel ${name}.`, {
    reason: names === "" ? "None is set." : `Set are: ${names}.`,
    remedy: "holdfast notify list shows them; holdfast notify set webhook, smtp or ping makes one.",
  });
}

/** The secrets of one channel. Only senders ask for them. */
export async function readChannelSecrets(context: Context, channel: string): Promise<ChannelSecrets> {
  const name = { name: notificationSecretName, namespace: context.consoleNamespace };
  const secret = await context.kubernetes.get<Secret>(secrets, name);
  const found = channelSecrets.map((key) => [key, secret && dataOf(secret, `${channel}.${key}`)?.toString()] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/**
 * Sets a channel, in place of one of the name. Its secrets are written first: a channel is never there without them.
 * Faults: holdfast-not-installed, missing-rights, cluster-conflict.
 */
export async function setChannel(context: Context, channel: Channel, given: ChannelSecrets): Promise<void> {
  await writeSecrets(context, channel.name, given);
  await changeSettings(context, (now) => {
    const others = (now.notifications?.channels ?? []).filter(({ name }) => name !== channel.name);
    const channels = [...others, channel].toSorted((one, other) => one.name.localeCompare(other.name));
    return { ...now, notifications: { channels } };
  });
}

/** The channel goes first: it is never there without its secrets. Faults: channel-not-found. */
export async function removeChannel(context: Context, name: string): Promise<void> {
  await findChannel(context, name);
  await changeSettings(context, (now) => {
    const channels = (now.notifications?.channels ?? []).filter((channel) => channel.name !== name);
    return { ...now, notifications: { channels } };
  });
  await writeSecrets(context, name, {});
}

/** Pings of a channel that was brought back from another installation's backup go on from here. */
export async function takeOverChannel(context: Context, name: string, instance: string): Promise<Channel> {
  const channel = { ...(await findChannel(context, name)), instance };
  await changeSettings(context, (now) => {
    const channels = (now.notifications?.channels ?? []).map((one) => (one.name === name ? channel : one));
    return { ...now, notifications: { channels } };
  });
  return channel;
}

/** What is not given is removed. */
async function writeSecrets(context: Context, channel: string, given: ChannelSecrets): Promise<void> {
  const { kubernetes, consoleNamespace: namespace } = context;
  const data = Object.fromEntries(
    channelSecrets.map((key) => {
      const value = given[key];
      return [`${channel}.${key}`, value === undefined ? null : Buffer.from(value).toString("base64")];
    }),
  );
  const metadata = { name: notificationSecretName, namespace, labels: { [labels.record]: record } };
  const body = { metadata: { labels: metadata.labels }, data };
  try {
    try {
      await kubernetes.patch(secrets, metadata, { kind: "merge", body }, { fieldManager });
    } catch (error) {
      if (!isApiError(error, "NotFound")) throw error;
      const present = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
      if (Object.keys(present).length === 0) return;
      const secret = { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", data: present };
      await kubernetes.create(secrets, secret, { fieldManager });
    }
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw fromApiError(error);
    throw new Fault("holdfast-not-installed", "There is no place for notification channels in this cluster yet.", {
      reason: `They live in the console's namespace, ${namespace}, which is not there.`,
      remedy: "Run `holdfast install` first, then try again.",
      cause: error,
    });
  }
}
