import { labels } from "../identifiers.ts";

/** A namespaced object of a backup, as far as it decides whether a restore brings it back under its name. */
export interface StoredObject {
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A controller owns it, and makes it again under a name of its own choice. */
  readonly isControlled: boolean;
  /** A Pod or a Job that had ended. */
  readonly hasEnded: boolean;
  readonly secretType?: string;
  /** The release's `kind: Restore` leaves its kind out. */
  readonly isExcluded: boolean;
}

/** Why an object of the backup is not looked for after a restore; undefined: it has to be there. */
export type NotCompared = "record" | "controlled" | "passing" | "ended" | "token" | "excluded";

const passingKinds: ReadonlySet<string> = new Set([
  "Event",
  "Endpoints",
  "EndpointSlice",
  "Lease",
  "ControllerRevision",
  "PodMetrics",
]);

/** Source of what Velero leaves out: its restore of 1.18 (ended pods and Jobs, tokens of service accounts). */
export function notCompared(object: StoredObject): NotCompared | undefined {
  if (object.labels[labels.record] !== undefined) return "record";
  if (object.isExcluded) return "excluded";
  if (passingKinds.has(object.kind)) return "passing";
  if (object.isControlled) return "controlled";
  if (object.hasEnded) return "ended";
  return object.secretType === "kubernetes.io/service-account-token" ? "token" : undefined;
}

/** For a person. */
export const notComparedReasons: Readonly<Record<NotCompared, string>> = {
  record: "Holdfast's own records",
  controlled: "made again by their owners",
  passing: "made by Kubernetes as it goes",
  ended: "had ended when they were backed up",
  token: "tokens, which are made anew",
  excluded: "left out by the release's `kind: Restore`",
};
