import type { NotificationEvent } from "./events.ts";
import type { Message } from "./outbox.ts";

/** Who says it. */
export interface Sender {
  /** How people call the cluster. */
  readonly cluster: string;
  readonly instance: string;
}

/** The body of a webhook; `text` is what chat programs show. The format is docs/formats/notification.md. */
export interface MessageView {
  readonly id: string;
  readonly event: NotificationEvent["kind"];
  readonly mood: NotificationEvent["mood"];
  readonly key: string;
  readonly state: string;
  readonly at: string;
  readonly cluster: string;
  readonly instance: string;
  readonly title: string;
  readonly cause?: string;
  readonly remedy?: string;
  readonly text: string;
}

export function viewMessage({ id, event }: Pick<Message, "id" | "event">, { cluster, instance }: Sender): MessageView {
  const { kind, mood, key, state, at, title, cause, remedy } = event;
  return {
    id,
    event: kind,
    mood,
    key,
    state,
    at,
    cluster,
    instance,
    title,
    ...(cause === undefined ? {} : { cause }),
    ...(remedy === undefined ? {} : { remedy }),
    text: [`[${cluster}] ${title}`, ...details(event)].join("\n"),
  };
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

export function mailText({ id, event }: Pick<Message, "id" | "event">, { cluster, instance }: Sender): Mail {
  const lines = [
    `${event.title}.`,
    "",
    ...details(event),
    "",
    `When:     ${event.at}`,
    `Cluster:  ${cluster}`,
    `Instance: ${instance}`,
    `Message:  ${id} (the same id twice is the same message)`,
  ];
  return { subject: `[${cluster}] ${event.title}`, text: `${lines.join("\n")}\n` };
}

function details({ cause, remedy }: NotificationEvent): readonly string[] {
  return [
    ...(cause === undefined || cause === "" ? [] : [`Why: ${cause}`]),
    ...(remedy === undefined || remedy === "" ? [] : [`What to do: ${remedy}`]),
  ];
}
