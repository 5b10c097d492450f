import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, test } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { judgeKit, recordKit } from "./kit-record.ts";

function credentials(namespace: string, password: string) {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "velero-repo-credentials", namespace },
    data: { "repository-password": Buffer.from(password).toString("base64") },
  };
}

test("a kit is one for the Velero whose password it holds, and none for another", async () => {
  const objects = [credentials("velero", "one"), credentials("velero-two", "two")];
  const context = testContext(createFakeClient({ objects }));
  await recordKit(context, { veleroNamespace: "velero", repositoryPassword: "one" });
  expect(await judgeKit(context.kubernetes, "velero")).toMatchObject({ kind: "exported" });
  expect(await judgeKit(context.kubernetes, "velero-two")).toEqual({ kind: "missing" });
  await recordKit(context, { veleroNamespace: "velero", repositoryPassword: "former" });
  expect(await judgeKit(context.kubernetes, "velero")).toMatchObject({ kind: "outdated" });
});
