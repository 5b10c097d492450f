import { operationsNamespace } from "@holdfast/domain";
import { isApiError, leases } from "@holdfast/kubernetes";
import type { Lease } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

/** The Lease that the leading controller renews. */
export const controllerLease = { name: "holdfast-controller", namespace: operationsNamespace } as const;

/** A lease that was renewed this long ago needs to be seen changing before it is believed. */
const freshSeconds = 15;
const lookMilliseconds = 500;
/** A leader renews every two seconds. */
const looks = 12;

/**
 * Whether a controller leads and will drive what is written. Judged by seeing the Lease change, since clocks differ;
 * a Lease without a holder, or none at all, is answered at once.
 */
export async function controllerRuns(context: Context): Promise<boolean> {
  const first = await readLease(context);
  if ((first?.spec?.holderIdentity ?? "") === "" || isLongDead(context, first)) return false;
  for (let look = 0; look < looks; look += 1) {
    await context.clock.sleep(lookMilliseconds, context.signal);
    const next = await readLease(context);
    if (next?.metadata.resourceVersion !== first?.metadata.resourceVersion)
      return (next?.spec?.holderIdentity ?? "") !== "";
  }
  return false;
}

/** Far beyond what clocks differ: no need to watch it. */
function isLongDead(context: Context, lease: Lease | undefined): boolean {
  const renewed = Date.parse(lease?.spec?.renewTime ?? "");
  return Number.isFinite(renewed) && Math.abs(context.clock.now() - renewed) > freshSeconds * 1000 * 20;
}

async function readLease(context: Context): Promise<Lease | undefined> {
  try {
    return await context.kubernetes.get<Lease>(leases, controllerLease);
  } catch (error) {
    if (isApiError(error, "Forbidden")) return undefined;
    throw error;
  }
}
