import { namespaces } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { plainRelease } from "../../test-support/plain-release.ts";
import { applicationType } from "../applications/application.ts";
import { installApplication } from "../applications/install-application.ts";
import { generateVendorKeys } from "../applications/signatures.ts";

const keys = generateVendorKeys();

function requiring(requires: string) {
  const metadata = `apiVersion: holdfast.dev/v1alpha1
kind: Release
metadata: { name: shop }
spec: { title: Shop, versionLabel: "2.0", sequence: 1, publicKey: "${keys.publicKey}", requires: ${requires} }
`;
  return {
    ...plainRelease({ slug: "shop", keys, files: { "holdfast.yaml": metadata } }),
    given: { values: {}, files: {} },
  };
}

it("a release that does not run here is refused before anything is made, with what its vendor states", async () => {
  const cluster = createFakeClient({ types: [applicationType] });
  const context = testContext(cluster);
  await expect(installApplication(context, requiring('{kubernetes: {from: "1.99"}}'))).rejects.toMatchObject({
    code: "known-broken",
    details: {
      reason: expect.stringContaining("Its vendor states Kubernetes 1.99") as unknown,
      where: "the vendor's holdfast.yaml",
    },
  });
  await expect(installApplication(context, requiring('{holdfast: {from: "9.0.0"}}'))).rejects.toMatchObject({
    code: "known-broken",
    message: "shop 2.0 needs Holdfast 9.0.0 or newer; this is 0.1.0.",
  });
  expect(await cluster.get(namespaces, { name: "shop" })).toBeUndefined();
  expect(await cluster.listAll(applicationType)).toEqual([]);
});
