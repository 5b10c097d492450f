import type { AccessQuestion, KubernetesClient } from "../client.ts";
import type { KubernetesObject } from "../objects.ts";
import { selfSubjectAccessReviews } from "../resource-types.ts";

interface AccessReview extends KubernetesObject {
  readonly spec: { readonly resourceAttributes: AccessQuestion };
  readonly status?: { readonly allowed: boolean; readonly reason?: string };
}

export function reviewAccessCall(create: KubernetesClient["create"]): KubernetesClient["reviewAccess"] {
  return (questions) =>
    Promise.all(
      questions.map(async (question) => {
        const review = await create<AccessReview>(selfSubjectAccessReviews, {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          metadata: { name: "" },
          spec: { resourceAttributes: question },
        });
        const reason = review.status?.reason ?? "";
        return { question, allowed: review.status?.allowed === true, ...(reason === "" ? {} : { reason }) };
      }),
    );
}
