import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { mergedKubeconfig } from "./kubeconfig-of.ts";

const added = `apiVersion: v1
kind: Config
current-context: trial
clusters: [{ name: trial, cluster: { server: "https://127.0.0.1:16443" } }]
users: [{ name: trial, user: {} }]
contexts: [{ name: trial, context: { cluster: trial, user: trial } }]
`;

describe("a kubeconfig that a cluster is merged into", () => {
  it("may be empty", () => {
    expect(parse(mergedKubeconfig("", added, "f"))).toEqual(parse(added));
  });

  it("keeps its other entries and settings", () => {
    const existing = added.replaceAll("trial", "work").replace("kind: Config", "kind: Config\npreferences: { a: b }");
    const merged = parse(mergedKubeconfig(existing, added, "f")) as Record<string, { name: string }[]>;
    expect(merged["clusters"]?.map(({ name }) => name)).toEqual(["work", "trial"]);
    expect(merged["preferences"]).toEqual({ a: "b" });
    expect(merged["current-context"]).toBe("trial");
  });

  it("has a cluster once, however often it is merged", () => {
    const once = mergedKubeconfig("", added.replace("16443", "9"), "f");
    expect(parse(mergedKubeconfig(once, added, "f"))).toEqual(parse(added));
  });

  it("is refused when it is something else", () => {
    expect(() => mergedKubeconfig("- a\n- b\n", added, "f")).toThrow("f is not a kubeconfig; it was not changed");
    expect(() => mergedKubeconfig("a: [", added, "f")).toThrow("not a kubeconfig");
    expect(() => mergedKubeconfig("clusters: none", added, "f")).toThrow("not a kubeconfig");
  });
});
