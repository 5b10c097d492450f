import type { NotificationFacts, OperationFact } from "./facts.ts";
import type { Finding } from "./finding.ts";
import type { NotificationEvent } from "./events.ts";

const words: Readonly<Record<string, string>> = {
  restore: "Restore",
  copy: "Copy",
  "restore-claim": "Restore of a claim",
};

/** Restores, copies and restores of one claim: that they began, and how they ended. */
export function findRestores({ operations }: NotificationFacts): readonly Finding[] {
  if (operations.kind === "unknown") return [];
  return operations.value.flatMap((operation): readonly Finding[] => {
    const word = words[operation.kind];
    if (word === undefined) return [];
    return [startOf(operation, word), ...endOf(operation, word)].map((event) => ({ stage: "happened", event }));
  });
}

function startOf({ id, subject, requestedBy, createdAt }: OperationFact, word: string): NotificationEvent {
  return {
    kind: "restore-started",
    mood: "info",
    key: `restore/${id}/started`,
    state: "started",
    at: createdAt,
    title: `${word} of ${subject} began`,
    cause: `${requestedBy} asked for it (operation ${id}).`,
    remedy: `holdfast operation show ${id} follows it.`,
  };
}

function endOf({ id, subject, state }: OperationFact, word: string): readonly NotificationEvent[] {
  const key = `restore/${id}/finished`;
  switch (state.stage) {
    case "pending":
    case "running":
      return [];
    case "done":
    case "cancelled": {
      const ended = state.stage === "done" ? "is done" : "was cancelled";
      const title = `${word} of ${subject} ${ended}`;
      const mood = state.stage === "done" ? "good" : "info";
      return [{ kind: "restore-finished", mood, key, state: state.stage, at: state.at, title, cause: state.text }];
    }
    case "failed": {
      const { message, reason, remedy } = state.fault;
      return [
        {
          kind: "restore-finished",
          mood: "bad",
          key,
          // Resumed and failed again is news.
          state: `failed ${state.at}`,
          at: state.at,
          title: `${word} of ${subject} failed`,
          cause: [message, reason ?? ""].join(" ").trim(),
          remedy: remedy ?? `holdfast operation resume ${id}`,
        },
      ];
    }
  }
}
