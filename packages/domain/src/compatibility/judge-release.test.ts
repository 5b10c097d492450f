import { describe, expect, it } from "vitest";
import { judgeRelease } from "./judge-release.ts";
import type { ReleaseLimits } from "./judge-release.ts";

const limits: ReleaseLimits = { kubernetes: { from: "1.28", to: "1.34" }, holdfast: { from: "0.2.0" } };

function answers(kubernetes: string, holdfast: string, purpose: "deploy" | "restore" = "deploy") {
  const question = { slug: "shop", versionLabel: "1.0.0", limits, kubernetes, holdfast, purpose };
  return judgeRelease(question).map(({ code, answer }) => `${code}: ${answer}`);
}

describe("a release whose vendor says where it runs", () => {
  it.each([
    ["v1.34.1", ["release-kubernetes: tested"]],
    ["v1.28.0-eks-1", ["release-kubernetes: tested"]],
    ["v1.35.0", ["release-kubernetes: untested"]],
    ["v1.27.9+k3s1", ["release-kubernetes: known-broken"]],
  ])("is answered on Kubernetes %s", (kubernetes, expected) => {
    expect(answers(kubernetes, "0.2.0")).toEqual(expected);
  });

  it("needs a Holdfast that is new enough", () => {
    expect(answers("v1.34.1", "0.1.9")).toContain("release-holdfast: known-broken");
  });

  it("may be brought back outside of its limits when a person accepts it", () => {
    expect(answers("v1.27.9", "0.1.9", "restore")).toEqual([
      "release-kubernetes: needs-acceptance",
      "release-holdfast: needs-acceptance",
    ]);
  });

  it("is not asked about what the vendor says nothing of", () => {
    const question = { slug: "shop", versionLabel: "1", limits: {}, kubernetes: "v1.10.0", holdfast: "0.0.1" };
    expect(judgeRelease({ ...question, purpose: "deploy" })).toEqual([]);
  });
});
