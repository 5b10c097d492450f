import { Fault } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { known } from "./known.ts";

/** Asked of every API server since 1.28 by anybody who is signed in; nothing is stored. */
const selfSubjectReview: ResourceType = {
  group: "authentication.k8s.io",
  version: "v1",
  kind: "SelfSubjectReview",
  plural: "selfsubjectreviews",
  namespaced: false,
};

/**
 * How far this program's clock is ahead of the API server's, to the second: what the server says lies between the
 * request and its answer counts as right. Faults: cluster-unreachable, missing-rights.
 */
export async function readClockAhead({ kubernetes, clock }: Context): Promise<number> {
  const question: KubernetesObject = {
    apiVersion: "authentication.k8s.io/v1",
    kind: selfSubjectReview.kind,
    metadata: { name: "" },
  };
  const asked = clock.now();
  const answer = await ask(() => kubernetes.create(selfSubjectReview, question));
  const answered = clock.now();
  const theirs = Date.parse(answer.metadata.creationTimestamp ?? "");
  if (Number.isNaN(theirs)) throw untold();
  // The server's time is cut to whole seconds.
  if (theirs + 1000 >= asked && theirs <= answered) return 0;
  return Math.round((theirs < asked ? asked - theirs : answered - theirs) / 1000);
}

/** For what another program reads by its own clock: this machine's may be wrong. It is used where nobody tells the time. */
export async function readClusterNow(context: Context): Promise<number> {
  const ahead = await known(() => readClockAhead(context));
  return context.clock.now() - (ahead.kind === "known" ? ahead.value * 1000 : 0);
}

async function ask(request: () => Promise<KubernetesObject>): Promise<KubernetesObject> {
  try {
    return await request();
  } catch (error) {
    if (isApiError(error, "NotFound")) throw untold();
    throw error;
  }
}

function untold(): Fault {
  return new Fault("cluster-unreachable", "The API server does not tell its time.", {
    remedy: "Kubernetes tells it since 1.28; look at the nodes' clocks yourself.",
  });
}
