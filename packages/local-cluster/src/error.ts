/**
 * An expected failure of the local cluster: what failed, why, what to do next.
 * This package imports nothing of the product's, so it has a class of its own; the CLI maps it to a Fault.
 */
export type LocalClusterErrorCode =
  /** The machine lacks something, or has too little of it. Nothing was changed. */
  | "machine-unfit"
  /** A program or an image could not be built. */
  | "build-failed"
  /** No cluster of that name exists here. */
  | "cluster-not-found"
  /** The present state of the machine or the cluster forbids it. */
  | "conflict"
  /** A program of the cluster ended or did not become ready. */
  | "boot-failed"
  /** A deadline passed; the reason carries the evidence. */
  | "deadline-passed"
  /** What was given cannot be accepted as it is. */
  | "invalid-argument";

export interface LocalClusterErrorDetails {
  /** The evidence, as the program that refused it said it. */
  readonly reason?: string;
  /** What the reader can do now, as a sentence or a command. */
  readonly remedy?: string;
  /** Where to look: usually the path of a log. */
  readonly where?: string;
  readonly cause?: unknown;
}

export class LocalClusterError extends Error {
  override readonly name = "LocalClusterError";
  readonly code: LocalClusterErrorCode;
  readonly details: LocalClusterErrorDetails;

  constructor(code: LocalClusterErrorCode, message: string, details: LocalClusterErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}
