import type { KubernetesClient } from "@holdfast/kubernetes";
import type { KeptArtefacts } from "./restores/kept-artefacts.ts";

/** Time as an argument: the real one in main.ts, a set one in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after the time, or rejects with the signal's reason. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** What every use case of this package is given. Made once per program, in the CLI and in the server. */
export interface Context {
  readonly kubernetes: KubernetesClient;
  readonly clock: Clock;
  /** Lower-case letters and digits. */
  randomId(length: number): string;
  /** Who asked: for records and annotations; never a secret. */
  readonly requestedBy: string;
  /** This program's version, e.g. "0.1.0". */
  readonly version: string;
  /** Namespace of the console's records. */
  readonly consoleNamespace: string;
  /** Given with --velero-namespace; otherwise Velero is found. */
  readonly veleroNamespace?: string;
  /** Of a program, or a driver, that reads the same backup several times. Absent: every reading asks the store. */
  readonly artefacts?: KeptArtefacts;
  readonly signal: AbortSignal;
  /** What happens now, for a person who waits. May be called often; the receiver throttles. */
  report(progress: Progress): void;
}

export interface Progress {
  /** One short sentence in the present tense: "Backing up guestbook". */
  readonly message: string;
  readonly itemsDone?: number;
  readonly itemsTotal?: number;
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
}
