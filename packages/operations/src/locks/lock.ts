import { labels, operationsNamespace } from "@holdfast/domain";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import type { LockSubject } from "../records/operation-record.ts";

export { configMapType };

export type { LockSubject };

/** Who holds a lock. */
export interface LockHolder {
  /** Id of the outermost operation; its child operations hold the same lock. */
  readonly root: string;
  /** For a person: "restore of guestbook". */
  readonly work: string;
  readonly requestedBy: string;
  /**
   * "record": the lock lives as long as the operation record of that id is unfinished, whoever drives it.
   * "process": one process holds it and keeps writing to it; silence means that the process is gone.
   */
  readonly keptBy: "record" | "process";
  readonly takenAt: string;
}

export interface HeldLock {
  readonly subject: LockSubject;
  readonly holder: LockHolder;
  readonly uid: string;
  readonly resourceVersion: string;
  /** RFC 3339, by the API server. */
  readonly createdAt: string;
}

/** The value of the label `holdfast.dev/record` on locks. */
const lockRecordKind = "lock";
export const lockSelector = `${labels.record}=${lockRecordKind}`;

export function lockName(subject: LockSubject): string {
  switch (subject.kind) {
    case "application":
      return `lock-application-${subject.slug}`;
    case "instance":
      return "lock-instance";
  }
}

export function isSameSubject(one: LockSubject, other: LockSubject): boolean {
  return lockName(one) === lockName(other);
}

export function describeSubject(subject: LockSubject): string {
  switch (subject.kind) {
    case "application":
      return `Application ${subject.slug}`;
    case "instance":
      return "This installation";
  }
}

export function encodeLock(subject: LockSubject, holder: LockHolder): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: lockName(subject),
      namespace: operationsNamespace,
      labels: { [labels.record]: lockRecordKind },
    },
    data: { subject: JSON.stringify(subject), holder: JSON.stringify(holder), beat: "0" },
  };
}

export function decodeLock(object: ConfigMap): HeldLock {
  const { subject, holder } = object.data ?? {};
  if (subject === undefined || holder === undefined) throw new Error(`ConfigMap ${object.metadata.name} is no lock`);
  return {
    subject: JSON.parse(subject) as LockSubject,
    holder: JSON.parse(holder) as LockHolder,
    uid: object.metadata.uid ?? "",
    resourceVersion: object.metadata.resourceVersion ?? "",
    createdAt: object.metadata.creationTimestamp ?? "",
  };
}
