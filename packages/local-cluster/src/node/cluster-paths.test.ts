import { describe, expect, it } from "vitest";
import { clusterPaths } from "./cluster-paths.ts";

describe("the paths of a cluster", () => {
  it("are below /var/lib/holdfast, or where HOLDFAST_STATE says", () => {
    expect(clusterPaths("one", {}).state).toBe("/var/lib/holdfast/clusters/one");
    expect(clusterPaths("one", { HOLDFAST_STATE: "/data" }).socket).toBe("/data/clusters/one/node.sock");
  });

  it("give clusters of one name in two state directories different ids", () => {
    expect(clusterPaths("one", {}).id).not.toBe(clusterPaths("one", { HOLDFAST_STATE: "/data" }).id);
  });

  it("are refused for names that are no DNS-1123 labels or climb out", () => {
    for (const name of ["", "-a", "a-", "A", "a_b", "a.b", "..", "a/b", "a".repeat(41)]) {
      expect(() => clusterPaths(name, {})).toThrow("cannot be the name of a cluster");
    }
    expect(clusterPaths("a-1", {}).name).toBe("a-1");
  });
});
