import { waitFor } from "@holdfast/harness";
import type { Content } from "@holdfast-samples/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listBackups, makeBackup, restore, stockVelero } from "./support/backups.ts";
import { killPods, scaleStore, untilServersReady } from "./support/cluster-faults.ts";
import { openNode, type Node } from "./support/node.ts";
import { ownGuestbook, type Edits, type OwnGuestbook } from "./support/own-guestbook.ts";
import { installed } from "./support/ready.ts";

interface RetentionView {
  readonly rests?: string;
  readonly applied: boolean;
  readonly sets: readonly {
    readonly set: string;
    readonly verdict: string;
    readonly why: string;
    readonly alwaysKept: boolean;
    readonly deletion?: { readonly kind: string; readonly reason?: string };
  }[];
  readonly calendar: { readonly days: readonly { readonly freed: readonly { readonly set: string }[] }[] };
}

/** No backup of this release can be whole. */
const failing: Edits = { "backup.yaml": (text) => text.replace("/scripts/dump.sh", "/scripts/is-not-there.sh") };

let node: Node;
let cellar: OwnGuestbook;
let written: Content;
const made: string[] = [];

beforeAll(async () => {
  node = await openNode();
  await installed(node);
  cellar = await ownGuestbook(node, "cellar");
  await node.holdfast("app", "install", await cellar.release(1), "--license", await cellar.license(1));
  await cellar.write(20, "cellar");
  written = await cellar.read();
});
afterAll(async () => {
  await node.holdfast("retention", "set", "--app", "cellar", "--everything", "--existing", "--yes");
  await node.holdfast("app", "remove", "cellar", "--delete-data", "--yes");
  await node.client.close();
});

async function cellars(): Promise<readonly string[]> {
  const all = await listBackups(node);
  return all.filter(({ members }) => members.some(({ part }) => part === "cellar")).map(({ name }) => name);
}

async function untilCellarsAre(names: readonly string[]): Promise<void> {
  const wanted = names.toSorted().join(" ");
  await waitFor(async () => ((await cellars()).toSorted().join(" ") === wanted ? true : undefined), {
    what: `the backups of cellar to be ${wanted}`,
    deadlineSeconds: 300,
    intervalMilliseconds: 2000,
    evidence: () => node.holdfast("retention", "show", "--app", "cellar"),
  });
}

function keep(...rules: readonly string[]): Promise<string> {
  return node.holdfast("retention", "set", "--app", "cellar", ...rules, "--existing", "--yes");
}

test("without a policy everything is kept, and a change without a word about existing backups changes nothing", async () => {
  for (let count = 0; count < 3; count += 1) made.push((await makeBackup(node, "cellar")).name);
  const shown = await node.holdfast.json<RetentionView>("retention", "show", "--app", "cellar");
  expect(shown.sets.map(({ verdict }) => verdict)).toEqual(["kept", "kept", "kept"]);
  const refused = await node.holdfast.refused(2, "retention", "set", "--app", "cellar", "--keep-last", "1");
  expect(refused).toMatchObject({ code: "confirmation-missing" });
  expect(refused.remedy).toContain("--new-only");
  expect(await node.holdfast.refused(2, "retention", "set", "--keep-for", "0d")).toMatchObject({
    code: "invalid-argument",
  });
});

test("the preview names the day on which age frees a backup, and never the newest", async () => {
  await keep("--keep-for", "10d");
  const { calendar } = await node.holdfast.json<RetentionView>("retention", "preview", "--days", "20");
  const freed = calendar.days.flatMap((day) => day.freed.map(({ set }) => set));
  expect(freed.filter((set) => made.includes(set)).toSorted()).toEqual(made.slice(0, 2).toSorted());
});

test("a rule deletes what it frees with its Velero Backup, though the server is killed meanwhile; a held one stays", async () => {
  const [first = "", second = "", third = ""] = made;
  await node.holdfast("backup", "hold", first, "--reason", "for the auditor");
  await keep("--keep-last", "1");
  await killPods(node, "holdfast", "app.kubernetes.io/name=holdfast");
  await untilCellarsAre([first, third]);
  await untilServersReady(node);
  expect(await stockVelero(node, "backup", "get")).not.toContain(second);
  expect(await node.holdfast.refused(4, "backup", "delete", first, "--yes")).toMatchObject({ code: "backup-held" });
  await node.holdfast("backup", "release", first);
  await untilCellarsAre([third]);
});

test("while the store is away nothing is deleted, and that is said; afterwards it is", async () => {
  const newest = (await makeBackup(node, "cellar")).name;
  await node.holdfast("retention", "set", "--app", "cellar", "--everything", "--existing", "--yes");
  made.push(newest, (await makeBackup(node, "cellar")).name);
  await scaleStore(node, 0);
  await waitFor(async () => ((await node.holdfast("destination", "show")).includes("Unavailable") ? true : undefined), {
    what: "Velero to miss the store",
    deadlineSeconds: 180,
    intervalMilliseconds: 2000,
  });
  await keep("--keep-last", "1");
  const { sets } = await node.holdfast.json<RetentionView>("retention", "show", "--app", "cellar");
  expect(sets.find(({ verdict }) => verdict === "freed")?.deletion).toMatchObject({
    kind: "waits",
    reason: expect.stringContaining("not available") as unknown,
  });
  await scaleStore(node, 1);
  await untilCellarsAre(made.slice(-1));
});

test("the last good backup survives all that fail after it, and can be restored", async () => {
  const [good = ""] = made.slice(-1);
  await node.holdfast("app", "upgrade", await cellar.release(2, failing), "--no-backup");
  for (let count = 0; count < 3; count += 1) {
    await node.holdfast.refused(7, "backup", "create", "--app", "cellar", "--wait");
  }
  const { sets } = await node.holdfast.json<RetentionView>("retention", "show", "--app", "cellar");
  expect(sets.find(({ set }) => set === good)).toMatchObject({ verdict: "kept", alwaysKept: true });
  // The newest that failed stays beside it, the others are freed; a change of the policy lets the rules be applied now.
  await keep("--keep-last", "1", "--time-zone", "Europe/Berlin");
  await waitFor(async () => ((await cellars()).length === 2 ? true : undefined), {
    what: "the failed ones to be deleted",
    deadlineSeconds: 300,
    intervalMilliseconds: 2000,
    evidence: () => node.holdfast("retention", "show", "--app", "cellar"),
  });
  expect(await cellars()).toContain(good);
  await cellar.write(3, "spoiled");
  await restore(node, good, "cellar");
  expect(await cellar.read()).toEqual(written);
});
