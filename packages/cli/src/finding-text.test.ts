import { diagnose, diagnosisRules } from "@holdfast/domain";
import { expect, it } from "vitest";
import { commands } from "./commands.ts";
import { findingLines } from "./finding-text.ts";
import { resolveCommand } from "./resolve-command.ts";

const names = { veleroNamespace: "velero", deployment: "velero", nodeAgent: "node-agent", location: "default" };

it("a finding is its cause, what was seen, what to do, and whether it can be ignored", () => {
  const text = "Backup store contains invalid top-level directories: [photos]";
  const statements = [{ source: "location", where: "BackupStorageLocation default", text }] as const;
  expect(findingLines(diagnose({ of: { kind: "installation" }, statements, names }))).toEqual([
    "diagnosis: The destination's folder holds directories that are not Velero's, and Velero refuses to use it. (foreign-directories)",
    "  seen: BackupStorageLocation default: Backup store contains invalid top-level directories: [photos]",
    "  do: Look what they are; remove or move only what is known not to be needed.",
    "  do: Or give Velero a folder of its own: `holdfast destination set s3 default --prefix FOLDER …`. Backups in the former folder are not seen there.",
    "  safe to ignore: no. No backup can be made, and none can be restored, until it is mended.",
  ]);
});

const remedies = diagnosisRules.flatMap((rule) =>
  (["backup", "restore"] as const).flatMap((kind) => rule.remedy(names, { kind, name: "NAME" })),
);
const named = [...new Set(remedies.join(" ").match(/`holdfast [^`]*`/g))].map((text) => text.slice(1, -1));

it.each(named)("what to do names a command that there is, with options that it has: %s", async (line) => {
  const [, ...words] = line.split(" ");
  const resolution = resolveCommand(words, Object.keys(commands));
  if (resolution.kind !== "command") throw new Error(`${line} is ${resolution.kind}`);
  const spec = (await commands[resolution.name]?.())?.default;
  const known = (spec?.options ?? []).map(([notation]) => notation.split(" ")[0]);
  const given = resolution.rest.filter((word) => word.startsWith("--"));
  expect(known).toEqual(expect.arrayContaining(given));
});
