import { expect, test } from "vitest";
import type { BackedUpClaim } from "./collect-contents.ts";
import { needsOf } from "./needs-of.ts";

function claim(name: string, storageClass: string): BackedUpClaim {
  return { namespace: "shop", name, storageClass, requested: "1Gi" };
}

test("claims count for the quota of the class that they come back in", () => {
  const contents = { pods: [], claims: [claim("data", "old"), claim("cache", "fast")] };
  const [need] = needsOf({ contents, namespaces: ["shop"], mapping: { old: "fast" } }).byNamespace;
  expect(need?.amounts).toMatchObject({
    "fast.storageclass.storage.k8s.io/persistentvolumeclaims": 2,
    "fast.storageclass.storage.k8s.io/requests.storage": 2 * 1024 ** 3,
    "requests.storage": 2 * 1024 ** 3,
  });
  expect(Object.keys(need?.amounts ?? {}).filter((key) => key.startsWith("old."))).toEqual([]);
});
