import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatProblem } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { configMap, metadata } from "../../test-support/vendor.ts";
import { lintRelease } from "./lint-release.ts";
import type { LintResult } from "./lint-release.ts";

async function lint(files: Readonly<Record<string, string>>): Promise<LintResult> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-lint-"));
  const publicKey = `${"A".repeat(43)}=`;
  try {
    const all = { "holdfast.yaml": metadata({ slug: "shop", sequence: 1, publicKey }), ...files };
    for (const [name, text] of Object.entries(all)) await writeFile(join(directory, name), text);
    return await lintRelease(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: c}
spec: {groups: [{name: g, items: [{name: replicas, type: text, required: true}, {name: "on", type: bool, required: true}]}]}
`;
const map = (template: string): string => configMap("m", { a: template });

describe("lint", () => {
  it("finds nothing in a release whose required items have no default, since an installation gives them a value", async () => {
    const item = 'repl{{ ConfigOption "replicas" | int | required "give a number" }}';
    const switched = map(item).replace(
      "{name: m}",
      `{name: m, annotations: {kots.io/when: 'repl{{ ConfigOption "on" }}'}}`,
    );
    expect(await lint({ "config.yaml": config, "m.yaml": switched })).toMatchObject({ kind: "sound", warnings: [] });
  });

  it("tells errors from warnings, and finds what only a license without backups shows", async () => {
    const template = `repl{{ if LicenseFieldValue "isSnapshotSupported" }}yes repl{{ else }}repl{{ fail "no backups" }}repl{{ end }}`;
    const refused = await lint({ "m.yaml": map(template) });
    expect(refused.kind === "refused" ? refused.problems.map(formatProblem) : []).toEqual([
      "m.yaml:5: data.a: no backups",
    ]);
    const warned = await lint({ "m.yaml": map("repl{{ Now }}") });
    expect(warned).toMatchObject({ kind: "sound", warnings: [{ file: "m.yaml", line: 5, field: "data.a" }] });
  });
});
