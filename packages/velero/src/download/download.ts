import { randomUUID } from "node:crypto";
import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Fault } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { veleroApiVersion, downloadRequestType } from "../resources/resource-types.ts";
import type { DownloadRequest, DownloadTarget } from "../resources/requests.ts";
import { fetchArtefact } from "./fetch-artefact.ts";
import { findTrust } from "./trust.ts";
import { waitForUrl } from "./wait-for-url.ts";

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** How long Velero may take to sign the URL, and the store to begin its answer. Default 30 s each. */
  readonly deadlineMilliseconds?: number;
  /** This program runs in a pod, where Services' names resolve. Default: whether Kubernetes' environment is set. */
  readonly insideCluster?: boolean;
}

const defaultDeadlineMilliseconds = 30_000;

/**
 * One artefact of a backup or restore, unpacked, as a stream; undefined when the store says that it has no such
 * object (an older Velero did not write it, or it is not written yet). Faults: deadline-passed (Velero signs nothing),
 * artefact-unreadable (the URL leads nowhere from here, or the store refuses). The DownloadRequest is deleted in any
 * case.
 */
export async function download(
  client: KubernetesClient,
  namespace: string,
  target: DownloadTarget,
  options: DownloadOptions,
): Promise<Readable | undefined> {
  const packed = await downloadPacked(client, namespace, target, options);
  return packed === undefined ? undefined : unpack(packed, target);
}

/** The same as it lies in the store, for `unpack`. */
export async function downloadPacked(
  client: KubernetesClient,
  namespace: string,
  target: DownloadTarget,
  options: DownloadOptions,
): Promise<Readable | undefined> {
  const deadlineMilliseconds = options.deadlineMilliseconds ?? defaultDeadlineMilliseconds;
  const request = await client.create<DownloadRequest>(downloadRequestType, newRequest(namespace, target));
  const name = { namespace, name: request.metadata.name };
  try {
    const url = await waitForUrl(client, request, { signal: options.signal, deadlineMilliseconds });
    return await fetchArtefact({
      client,
      veleroNamespace: namespace,
      url,
      trust: await findTrust(client, namespace, target),
      insideCluster: options.insideCluster ?? process.env["KUBERNETES_SERVICE_HOST"] !== undefined,
      signal: options.signal,
      deadlineMilliseconds,
    });
  } finally {
    // The URL is needed only once. A request that stays is deleted by Velero after ten minutes.
    await client.delete(downloadRequestType, name).catch(() => undefined);
  }
}

function newRequest(namespace: string, target: DownloadTarget): DownloadRequest {
  return {
    apiVersion: veleroApiVersion,
    kind: "DownloadRequest",
    metadata: { name: `holdfast-${randomUUID()}`, namespace },
    spec: { target },
  };
}

/** Every artefact is a gzip file; what is not, or breaks off, ends the stream with a Fault. */
export function unpack(artefact: Readable, target: DownloadTarget): Readable {
  return Readable.from(unpackedChunks(artefact, target), { objectMode: false });
}

async function* unpackedChunks(artefact: Readable, target: DownloadTarget): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip();
  // The error is met in the loop below.
  pipeline(artefact, unpacked, () => {});
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (error) {
    throw broken(target, error);
  } finally {
    artefact.destroy();
  }
}

function broken(target: DownloadTarget, error: unknown): Fault {
  return new Fault("artefact-unreadable", `The ${target.kind} of ${target.name} broke off while it was read`, {
    reason: error instanceof Error ? error.message : String(error),
    remedy: "Try again; if it stays, the object in the bucket is damaged",
    cause: error,
  });
}
