import { isApiError } from "./api-error.ts";
import type { KubernetesClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import { type Deadline, withDeadline } from "./deadline.ts";
import type { KubernetesObject, ObjectName } from "./objects.ts";
import { leases } from "./resource-types.ts";
import { isPassing } from "./retry.ts";

/** coordination.k8s.io/v1 Lease, as far as it is used. */
export interface Lease extends KubernetesObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

export interface LeaseOptions {
  readonly lease: ObjectName & { readonly namespace: string };
  /** Unique per process: a holder that starts again under the same name would take itself for the leader. */
  readonly holder: string;
  readonly clock: Clock;
  /** Ends waiting with its reason, and holding by a release. */
  readonly signal: AbortSignal;
  /** How long a silent holder is believed. Default 15. */
  readonly durationSeconds?: number;
  /** Pause between renewals and between attempts. Default 2. */
  readonly retrySeconds?: number;
}

export interface HeldLease {
  /** Aborts when the lease is lost, could not be renewed in time, or was released: the leader's work stops here. */
  readonly lost: AbortSignal;
  /** Gives the lease up, so that another holder need not wait for it to expire. May be called twice. */
  release(): Promise<void>;
}

/**
 * Waits until this holder has the lease, then renews it in the background. A lease is not a fence: work under it must
 * still be safe when two believe to hold it for a moment. Expiry is judged by when a renewal was last *seen to change*
 * here, never by comparing clocks.
 */
export async function acquireLease(client: KubernetesClient, options: LeaseOptions): Promise<HeldLease> {
  const candidate = new Candidate(client, options);
  for (;;) {
    options.signal.throwIfAborted();
    const held = await candidate.tryToTake();
    if (held !== undefined) return startHolding(candidate, options, held);
    await options.clock.sleep((options.retrySeconds ?? 2) * 1000, options.signal);
  }
}

/** What was last seen of the lease, and when it last changed by our own clock. */
interface Observation {
  readonly resourceVersion: string;
  readonly changedAt: number;
}

class Candidate {
  readonly #client: KubernetesClient;
  readonly #options: LeaseOptions;
  readonly #durationSeconds: number;
  #observed: Observation | undefined;

  constructor(client: KubernetesClient, options: LeaseOptions) {
    this.#client = client;
    this.#options = options;
    this.#durationSeconds = options.durationSeconds ?? 15;
  }

  /** The lease as we took it; undefined while another holds it or the server does not answer. */
  async tryToTake(): Promise<Lease | undefined> {
    try {
      const found = await this.#client.get<Lease>(leases, this.#options.lease);
      if (found === undefined) return await this.#client.create<Lease>(leases, this.#claim(undefined));
      return this.#isFree(found) ? await this.#client.replace<Lease>(leases, this.#claim(found)) : undefined;
    } catch (error) {
      if (isApiError(error, "Conflict", "AlreadyExists") || (isApiError(error) && isPassing(error))) return undefined;
      throw error;
    }
  }

  /** The renewed lease; undefined when another has it. Throws when the outcome is unknown. */
  async renew(held: Lease, signal: AbortSignal): Promise<Lease | undefined> {
    try {
      return await this.#client.replace<Lease>(leases, this.#claim(held), { signal });
    } catch (error) {
      if (!isApiError(error, "Conflict", "NotFound")) throw error;
      // A write of ours whose answer was lost also shows as a conflict.
      const found = await this.#client.get<Lease>(leases, this.#options.lease, { signal });
      return found?.spec?.holderIdentity === this.#options.holder ? found : undefined;
    }
  }

  async release(held: Lease): Promise<void> {
    const spec = { ...held.spec, holderIdentity: "", leaseDurationSeconds: 1 };
    await this.#client.replace<Lease>(leases, { ...held, spec });
  }

  #isFree(found: Lease): boolean {
    const holder = found.spec?.holderIdentity ?? "";
    if (holder === "" || holder === this.#options.holder) return true;
    const now = this.#options.clock.now();
    const resourceVersion = found.metadata.resourceVersion ?? "";
    if (this.#observed?.resourceVersion !== resourceVersion) this.#observed = { resourceVersion, changedAt: now };
    const believedSeconds = found.spec?.leaseDurationSeconds ?? this.#durationSeconds;
    return now - this.#observed.changedAt > believedSeconds * 1000;
  }

  #claim(found: Lease | undefined): Lease {
    const { holder, lease, clock } = this.#options;
    const now = new Date(clock.now()).toISOString().replace("Z", "000Z");
    const isOurs = found?.spec?.holderIdentity === holder;
    const transitions = found?.spec?.leaseTransitions ?? 0;
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: found?.metadata ?? lease,
      spec: {
        holderIdentity: holder,
        leaseDurationSeconds: this.#durationSeconds,
        acquireTime: (isOurs ? found.spec.acquireTime : undefined) ?? now,
        renewTime: now,
        leaseTransitions: isOurs || found === undefined ? transitions : transitions + 1,
      },
    };
  }
}

function startHolding(candidate: Candidate, options: LeaseOptions, first: Lease): HeldLease {
  const lost = new AbortController();
  const stop = new AbortController();
  const until = AbortSignal.any([options.signal, stop.signal]);
  const held = keepRenewing(candidate, { ...options, signal: until }, first).finally(() => {
    lost.abort();
  });
  return {
    lost: lost.signal,
    async release() {
      stop.abort();
      await held;
    },
  };
}

/**
 * Renews until the lease is lost, no renewal succeeded for two thirds of its duration (an answer that does not come
 * counts as none), or the signal: then releases.
 */
async function keepRenewing(candidate: Candidate, options: LeaseOptions, first: Lease): Promise<void> {
  const { clock } = options;
  const patienceMilliseconds = ((options.durationSeconds ?? 15) * 1000 * 2) / 3;
  let held = first;
  let renewedAt = clock.now();
  while (await sleptWhole(options)) {
    const attemptedAt = clock.now();
    const milliseconds = renewedAt + patienceMilliseconds - attemptedAt;
    if (milliseconds <= 0) return;
    const renewed = await attemptRenewal(candidate, held, { clock, milliseconds, signal: undefined });
    if (renewed === "lost") return;
    if (renewed === "unknown") continue;
    held = renewed;
    renewedAt = attemptedAt;
  }
  await candidate.release(held).catch(ignoreRefusal);
}

async function attemptRenewal(
  candidate: Candidate,
  held: Lease,
  deadline: Deadline,
): Promise<Lease | "lost" | "unknown"> {
  return withDeadline(deadline, async (signal) => {
    try {
      return (await candidate.renew(held, signal)) ?? "lost";
    } catch (error) {
      if (isApiError(error) || signal.aborted) return "unknown";
      throw error;
    }
  });
}

/** False when the signal ended the sleep. */
async function sleptWhole({ clock, retrySeconds = 2, signal }: LeaseOptions): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await clock.sleep(retrySeconds * 1000, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** A release that does not arrive only makes the next holder wait for the expiry. */
function ignoreRefusal(error: unknown): void {
  if (!isApiError(error)) throw error;
}
