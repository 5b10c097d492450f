import { describe, expect, it } from "vitest";
import { explainFailedBuild, isProgress, tellingLines } from "./build-failure.ts";

const failed = (output: string, ended: number | string = 1): { reason: string; remedy: string } => {
  const { details, code } = explainFailedBuild({ program: "etcd", version: "v3.6.5", output, ended });
  expect(code).toBe("build-failed");
  return { reason: details.reason ?? "", remedy: details.remedy ?? "" };
};

describe("a failed build is explained", () => {
  it.each([
    ["a full disk", "write /root/.cache/go-build/x: no space left on device", /Free some disk/],
    ["no proxy", 'go: a@v1: Get "https://proxy": dial tcp: lookup proxy: no such host', /cannot be reached/],
    ["a refused module", "go: a@v1: reading https://proxy/a: 403 Forbidden", /does not hand out/],
    ["a wrong checksum", "verifying a@v1: checksum mismatch\nSECURITY ERROR", /not what was pinned/],
    ["changed pins", "go: updates to go.mod needed", /Restore them/],
    ["too little memory", "compile: signal: killed", /out of memory/],
    ["an old Go", "go: go.mod requires go >= 1.26.0 (running go 1.25.1)", /newer Go/],
  ])("%s", (_, output, remedy) => {
    const explained = failed(output);
    expect(explained.remedy).toMatch(remedy);
    expect(explained.reason).toContain(output.split("\n")[0]);
  });

  it("when go was killed and said nothing", () => {
    expect(failed("", "SIGKILL").reason).toBe("go ended with SIGKILL and said nothing");
  });

  it("always with something to do", () => {
    expect(failed("undefined: x").remedy).not.toBe("");
  });
});

describe("go's output", () => {
  it("keeps the lines that say something, the last of them", () => {
    const output = ["go: downloading a v1", "k8s.io/api/core/v1", "internal/abi", "# a/b", "./x.go:1: wrong"].join(
      "\n",
    );
    expect(tellingLines(output)).toBe("# a/b\n./x.go:1: wrong");
    expect(tellingLines(output, 1)).toBe("./x.go:1: wrong");
  });

  it("counts import paths as progress, messages not", () => {
    expect(isProgress("github.com/Azure/azure-sdk-for-go/sdk/internal/uuid")).toBe(true);
    expect(isProgress("gopkg.in/yaml.v3")).toBe(true);
    expect(isProgress("go: error loading module")).toBe(false);
  });
});
