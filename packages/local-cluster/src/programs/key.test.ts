import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programs, upstreamDirectory, type Program } from "./catalogue.ts";
import { buildArguments, programKey, type ModuleFiles, type Toolchain } from "./key.ts";

const program: Program = programs["kube-apiserver"];
const files: ModuleFiles = { goMod: "module a", goSum: "b v1 h1:x" };
const toolchain: Toolchain = { version: "go1.26.8", os: "linux", architecture: "amd64" };

describe("the key of a program", () => {
  it("is the same for the same sources, flags and toolchain", () => {
    expect(programKey({ ...program }, { ...files }, { ...toolchain })).toBe(programKey(program, files, toolchain));
  });

  it.each([
    ["go.mod", programKey(program, { ...files, goMod: "module c" }, toolchain)],
    ["go.sum", programKey(program, { ...files, goSum: "" }, toolchain)],
    ["a version stamp", programKey({ ...program, stamps: { x: "1" } }, files, toolchain)],
    ["the package", programKey({ ...program, packagePath: "other" }, files, toolchain)],
    ["the Go version", programKey(program, files, { ...toolchain, version: "go1.26.9" })],
    ["the architecture", programKey(program, files, { ...toolchain, architecture: "arm64" })],
  ])("changes with %s", (_, key) => {
    expect(key).not.toBe(programKey(program, files, toolchain));
  });
});

describe("the flags of a build", () => {
  it("stamp the version and never change the pinned modules", () => {
    const flags = buildArguments(program);
    expect(flags).toContain("-mod=readonly");
    expect(flags.join(" ")).toContain("-X k8s.io/component-base/version.gitVersion=v1.34.1");
  });
});

describe("every program", () => {
  const all = Object.entries(programs) as readonly (readonly [string, Program])[];

  it.each(all)("%s is a tool of its module, which has checksums", async (_, { module, packagePath }) => {
    const goMod = await readFile(join(upstreamDirectory, module, "go.mod"), "utf8");
    const goSum = await readFile(join(upstreamDirectory, module, "go.sum"), "utf8");
    expect(goMod).toContain(packagePath);
    expect(goSum).toContain("h1:");
  });

  it.each(all)("%s has the version that its module pins", async (_, { module, packagePath, version }) => {
    const goMod = await readFile(join(upstreamDirectory, module, "go.mod"), "utf8");
    const required = goMod
      .split("\n")
      .map((line) => /^(?:require )?\t?(\S+) (v\S+)/.exec(line))
      .find((match) => match !== null && packagePath.startsWith(match[1] ?? "-"));
    expect(required?.[2]).toBe(version);
  });
});
