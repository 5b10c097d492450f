import { Fault } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { downloadRequestType } from "../resources/resource-types.ts";
import type { DownloadRequest } from "../resources/requests.ts";

export interface Patience {
  readonly signal: AbortSignal;
  readonly deadlineMilliseconds: number;
}

/** The signed URL. Watches the request; a watch that ends early is begun again from what is there. */
export async function waitForUrl(
  client: KubernetesClient,
  request: DownloadRequest,
  patience: Patience,
): Promise<string> {
  const deadline = AbortSignal.timeout(patience.deadlineMilliseconds);
  const signal = AbortSignal.any([patience.signal, deadline]);
  while (!signal.aborted) {
    const url = await nextUrl(client, request, signal);
    if (url !== undefined) return url;
  }
  patience.signal.throwIfAborted();
  throw unsigned(request, patience.deadlineMilliseconds);
}

async function nextUrl(
  client: KubernetesClient,
  request: DownloadRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { name, namespace = "" } = request.metadata;
  const seen = await client.get<DownloadRequest>(downloadRequestType, { name, namespace });
  if (seen === undefined) throw unsigned(request, 0);
  if (seen.status?.downloadURL) return seen.status.downloadURL;
  const query = { namespace, fieldSelector: `metadata.name=${name}`, signal };
  const from = seen.metadata.resourceVersion;
  const events = client.watch<DownloadRequest>(downloadRequestType, {
    ...query,
    ...(from === undefined ? {} : { resourceVersion: from }),
  });
  for await (const event of events) {
    if (event.kind === "modified" && event.object.status?.downloadURL) return event.object.status.downloadURL;
  }
  return undefined;
}

function unsigned(request: DownloadRequest, waitedMilliseconds: number): Fault {
  const { kind, name } = request.spec.target;
  return new Fault("deadline-passed", `Velero gave no address for the ${kind} of ${name}`, {
    reason:
      waitedMilliseconds === 0
        ? "its DownloadRequest was deleted by somebody"
        : `its DownloadRequest was not processed within ${Math.round(waitedMilliseconds / 1000)} s`,
    remedy: "holdfast velero status shows whether Velero runs and its location is Available; then try again",
    where: `DownloadRequest ${request.metadata.namespace}/${request.metadata.name}, log of Deployment velero`,
  });
}
