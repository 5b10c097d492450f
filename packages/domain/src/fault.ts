/**
 * A Fault is an expected failure that a caller may act on: it says what failed, why, and what to do next.
 * Everything else that is thrown is a bug.
 */

/** What kind of answer a caller gets. The HTTP status and the exit code are chosen per class, once. */
export type FaultClass =
  | "invalid-input" // what was given cannot be accepted as it is; nothing was changed
  | "not-found" // the named thing does not exist
  | "conflict" // the present state, or other work, forbids it; nothing was changed
  | "forbidden" // the cluster or the license does not allow it
  | "unavailable" // something that is needed cannot be reached or is not Ready
  | "refused" // checks say that it cannot be done well, or that a person must accept something; nothing was changed
  | "failed" // the work was done as far as possible and ended badly
  | "timed-out"; // a deadline passed; the message carries the evidence

/** The closed set of codes. Add a line here and the compiler asks for the rest. */
export const faultClasses = {
  "invalid-argument": "invalid-input",
  "invalid-release": "invalid-input",
  "invalid-license": "invalid-input",
  "invalid-config": "invalid-input",
  "unsupported-manifest": "invalid-input",
  "template-error": "invalid-input",
  "untrusted-key": "invalid-input",
  "license-replayed": "conflict",
  "confirmation-missing": "invalid-input",

  "application-not-found": "not-found",
  "backup-not-found": "not-found",
  "restore-not-found": "not-found",
  "operation-not-found": "not-found",
  "destination-not-found": "not-found",
  "channel-not-found": "not-found",
  "schedule-not-found": "not-found",
  "velero-not-found": "not-found",
  "holdfast-not-installed": "not-found",
  "cluster-not-found": "not-found",

  "already-exists": "conflict",
  "namespace-taken": "conflict",
  locked: "conflict",
  "lost-record": "conflict",
  "plan-changed": "conflict",
  "not-cancellable": "conflict",
  "not-undoable": "conflict",
  "field-conflict": "conflict",
  "backup-not-completed": "conflict",
  "backup-damaged": "conflict",
  "backup-held": "conflict",
  "backup-of-another-application": "conflict",
  "backup-without-console": "conflict",
  "volumes-not-covered": "conflict",
  "claim-in-use": "conflict",
  "application-not-backupable": "conflict",
  "application-is-copy": "conflict",
  "several-veleros": "conflict",
  "velero-not-ours": "conflict",
  "destination-read-only": "conflict",
  "known-broken": "conflict",
  "newer-schema": "conflict",
  "cluster-conflict": "conflict",

  "missing-rights": "forbidden",
  "not-entitled": "forbidden",
  "not-signed-in": "forbidden",
  "wrong-password": "forbidden",
  "too-many-attempts": "forbidden",
  "request-refused": "forbidden",

  "cluster-unreachable": "unavailable",
  "velero-not-ready": "unavailable",
  "node-agent-missing": "unavailable",
  "destination-unavailable": "unavailable",
  "artefact-unreadable": "unavailable",
  "machine-unfit": "unavailable",

  "checks-refused": "refused",
  "not-safe": "refused",
  "command-line-only": "refused",

  "backup-failed": "failed",
  "backup-partially-failed": "failed",
  "restore-failed": "failed",
  "deletion-failed": "failed",
  "deployment-failed": "failed",
  "notification-failed": "failed",
  "build-failed": "failed",
  "cluster-boot-failed": "failed",
  "trial-failed": "failed",
  "hooks-failed": "failed",

  "restored-not-ready": "timed-out",
  "deadline-passed": "timed-out",
} as const satisfies Record<string, FaultClass>;

export type FaultCode = keyof typeof faultClasses;

export interface FaultDetails {
  /** Why it failed: the evidence, as the program that refused it said it. */
  readonly reason?: string;
  /** What the reader can do now, as a sentence or a command. */
  readonly remedy?: string;
  /** Where to look: an object, a file and line, a log. */
  readonly where?: string;
  readonly cause?: unknown;
}

/** Carries no secret: its whole content may be logged, shown and sent. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly details: FaultDetails;

  constructor(code: FaultCode, message: string, details: FaultDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get class(): FaultClass {
    return faultClasses[this.code];
  }
}

/** The one JSON form of a Fault, the same in the CLI and in the HTTP API. */
export interface FaultView {
  readonly code: FaultCode;
  readonly class: FaultClass;
  readonly message: string;
  readonly reason?: string;
  readonly remedy?: string;
  readonly where?: string;
}

export function viewFault(fault: Fault): FaultView {
  const { reason, remedy, where } = fault.details;
  return {
    code: fault.code,
    class: fault.class,
    message: fault.message,
    ...(reason === undefined ? {} : { reason }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(where === undefined ? {} : { where }),
  };
}
