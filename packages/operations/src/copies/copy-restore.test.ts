import type { RenderedRelease } from "@holdfast/domain";
import { expect, it } from "vitest";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { testContext } from "../../test-support/test-context.ts";
import { createCopy } from "./create-copy.ts";
import type { CopyPreview } from "./create-copy.ts";
import type { CopyInput } from "./copy-input.ts";
import { copyRestoreSpec } from "./copy-restore.ts";

const input: CopyInput = {
  set: "m-1",
  source: "shop",
  slug: "trial",
  backup: "m-1-shop",
  backupUid: "uid",
  veleroNamespace: "velero",
  copyOf: { set: "m-1", slug: "shop", namespaces: { shop: "trial" } },
  applicationId: "copy-id",
  planHash: "hash",
};

it("a copy's Velero Restore has the vendor's fields, but not the original's node ports", () => {
  const vendors = { excludedResources: ["jobs.batch"], itemOperationTimeout: "2h", preserveNodePorts: true };
  const hooks = { resources: [{ name: "wait", includedNamespaces: ["shop"], postHooks: [] }] };
  const rendered = { restore: { spec: { ...vendors, hooks } } } as unknown as RenderedRelease;
  const spec = copyRestoreSpec({ operation: "copy-1", number: 1, input, rendered });
  expect(spec).toMatchObject({ excludedResources: ["jobs.batch"], itemOperationTimeout: "2h", backupName: "m-1-shop" });
  expect(spec).not.toHaveProperty("preserveNodePorts");
  expect(spec.hooks?.resources).toMatchObject([{ includedNamespaces: ["shop", "trial"] }]);
});

it("is refused to who may not let Velero restore, before anything is written", async () => {
  const kubernetes = createFakeClient({ allows: ({ resource }) => resource !== "restores" });
  const request = { set: "m-1", application: "shop", as: "trial", map: {} };
  const refused = createCopy(testContext(kubernetes), request, { input } as CopyPreview);
  await expect(refused).rejects.toMatchObject({ code: "missing-rights" });
});
