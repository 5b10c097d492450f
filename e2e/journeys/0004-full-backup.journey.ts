import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup, stockVelero, type BackupView } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { samplesInstalled } from "./support/ready.ts";

interface StatusView {
  readonly sentence: string;
  readonly applications: readonly { readonly slug: string }[];
  readonly problems: readonly { readonly code: string }[];
}

let node: Node;
let backup: BackupView;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  backup = await makeBackup(node);
});
afterAll(() => node.client.close());

test("a full backup holds every application with a kind: Backup, and the console last", () => {
  expect(backup.state).toBe("complete");
  expect(backup.members.map(({ part, phase }) => [part, phase])).toEqual([
    ["guestbook", "Completed"],
    ["notes", "Completed"],
    ["console", "Completed"],
  ]);
});

test("weak point 6: an application without kind: Backup is named as not included, with the reason", async () => {
  const again = await node.holdfast.json<{ readonly notIncluded: unknown }>("backup", "create", "--wait");
  expect(again.notIncluded).toMatchObject([{ part: "silent", reason: expect.stringContaining("kind: Backup") }]);
});

test("its backup alone is refused", async () => {
  expect(await node.holdfast.refused(4, "backup", "create", "--app", "silent", "--wait")).toMatchObject({
    code: "application-not-backupable",
  });
});

test("an application that is not installed has no backup", async () => {
  expect(await node.holdfast.refused(3, "backup", "create", "--app", "nobody", "--wait")).toMatchObject({
    code: "application-not-found",
  });
});

test("backup show tells volumes, and hooks with what they said", async () => {
  const shown = await node.holdfast("backup", "show", backup.name);
  expect(shown).toContain("guestbook-uploads: held");
  expect(shown).toMatch(/dumped \d+ bytes/);
  expect(shown).toContain("lock released, the guestbook can be signed again");
});

test("weak point 27: the status says who is safe, from what, and what to do", async () => {
  const status = await node.holdfast.json<StatusView>("status");
  expect(status.sentence).toMatch(/^Not safe: .*silent.*; and what backups there are lie in the cluster's own store/);
  expect(status.applications[0]).toMatchObject({ slug: "silent", state: "never" });
  expect(status.applications.find(({ slug }) => slug === "guestbook")).toMatchObject({
    state: "safe",
    onlyInside: true,
    recovery: { state: "never", lacks: "copy-outside" },
  });
  expect(status.problems.map(({ code }) => code)).toEqual(expect.arrayContaining(["left-out", "only-inside"]));
});

test("backup logs shows Velero's own log", async () => {
  expect(await node.holdfast("backup", "logs", backup.name)).toContain("level=info");
});

test("the stock velero CLI describes every member with its details", async () => {
  for (const { name } of backup.members) {
    const described = await stockVelero(node, "backup", "describe", name, "--details", "--colorized=false");
    expect(described).toContain("Phase:  Completed");
    expect(described).toContain("Resource List:");
    expect(described).not.toContain("<error");
  }
});
