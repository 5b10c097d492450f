import { serverStatusRequestType, veleroApiVersion, type ServerStatusRequest } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { watchUntil } from "./watch-until.ts";

/** What a running Velero server says of itself. */
export interface ServerStatus {
  readonly version: string;
  readonly plugins: readonly { readonly name: string; readonly kind: string }[];
}

const defaultDeadlineMilliseconds = 10_000;

/** Undefined when no server answers in time: it does not run, or is busy starting. Needs no Deployment. */
export async function askServerStatus(
  context: Context,
  namespace: string,
  deadlineMilliseconds: number = defaultDeadlineMilliseconds,
): Promise<ServerStatus | undefined> {
  const { kubernetes } = context;
  const name = `holdfast-${context.randomId(10)}`;
  const request = {
    apiVersion: veleroApiVersion,
    kind: "ServerStatusRequest",
    metadata: { name, namespace },
    spec: {},
  };
  await kubernetes.create<ServerStatusRequest>(serverStatusRequestType, request, { signal: context.signal });
  try {
    const answered = await watchUntil<ServerStatusRequest>(context, {
      type: serverStatusRequestType,
      name: { name, namespace },
      deadlineMilliseconds,
      done: (seen) => seen?.status?.phase === "Processed",
    });
    if (answered.kind === "deadline-passed" || answered.object?.status === undefined) return undefined;
    const { serverVersion = "", plugins = [] } = answered.object.status;
    return { version: serverVersion, plugins };
  } finally {
    // Velero deletes it a minute later by itself.
    await kubernetes.delete(serverStatusRequestType, { name, namespace }).catch(() => undefined);
  }
}
