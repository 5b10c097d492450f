import { expect, it } from "vitest";
import { explainFailure } from "./explain-failure.ts";

it.each([
  [
    "rpc error: code = Unknown desc = error putting object backups/m-1/velero-backup.json: operation error S3: PutObject, https response error StatusCode: 403, api error AccessDenied: Access Denied",
    "default encryption",
  ],
  ["error to initialize repository: unable to write format blob: Access Denied.", "default encryption"],
  ["error running backup: repository not initialized in the provided storage", "removed them"],
  ["error to connect backup repo: invalid repository password", "another repository password"],
  ["operation error S3: PutObject, api error QuotaExceeded", "full"],
])("of %s it is said what it means", (message, meaning) => {
  expect(explainFailure(message)).toContain(meaning);
});

it("of other words nothing is said", () => {
  expect(explainFailure("pod is not running")).toBeUndefined();
});
