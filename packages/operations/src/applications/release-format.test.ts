import { readFile } from "node:fs/promises";
import { backupFields, functionNames, kotsAnnotations, restoreFields } from "@holdfast/domain";
import { describe, expect, it } from "vitest";

describe("docs/formats/release.md", () => {
  it.each([
    ["every template function", functionNames],
    ["every field of a Velero Backup", Object.keys(backupFields)],
    ["every field of a Velero Restore", Object.keys(restoreFields)],
    ["every annotation that is honoured", Object.values(kotsAnnotations)],
  ])("names %s", async (_, names) => {
    const text = await readFile(new URL("../../../../docs/formats/release.md", import.meta.url), "utf8");
    expect(names.filter((name) => !["`", " "].some((end) => text.includes(`\`${name}${end}`)))).toEqual([]);
  });
});
