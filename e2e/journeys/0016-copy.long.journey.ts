import { namespaces, services } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guestbookContent, writeGuestbook, type Content } from "@holdfast-samples/data";
import { makeBackup, type BackupView } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { newestOperation, resumeToTheEnd, untilSaid } from "./support/operations.ts";
import { guestbookSite, readGuestbook, samplesInstalled } from "./support/ready.ts";

const slug = "guestbook-copy";

let node: Node;
let before: Content;
let backup: BackupView;

interface ShownRestore {
  readonly report?: {
    readonly objects: { readonly expected: number; readonly present: number };
    readonly volumes: { readonly expected: number; readonly filled: number; readonly problems: readonly string[] };
  };
}

interface ListedApplication {
  readonly slug: string;
  readonly id: string;
  readonly copyOf: string | null;
}

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  before = await readGuestbook(node);
  backup = await makeBackup(node);
  await writeGuestbook(guestbookSite(node), { entries: 5, files: 1, bytesPerFile: 1000, seed: "since" });
});
afterAll(() => node.client.close());

test("a copy that is killed half-way is completed by another program, beside the original", async () => {
  const now = await readGuestbook(node);
  const copying = node.holdfast.start(...copyArguments(slug), "--yes", "--driver", "cli");
  await untilSaid(copying, `Restoring ${slug}`);
  copying.process.kill("SIGKILL");
  await copying.ended;
  await resumeToTheEnd(node, await newestOperation(node, "copy"));
  expect(await guestbookContent(guestbookSite(node, slug))).toEqual(before);
  expect(await readGuestbook(node)).toEqual(now);
});

test("its report says that every object and every volume of the backup is there", async () => {
  const { report } = await node.holdfast.json<ShownRestore>("restore", "show", await newestOperation(node, "copy"));
  expect(report?.objects.present).toBe(report?.objects.expected);
  expect(report?.volumes).toMatchObject({ filled: report?.volumes.expected, problems: [] });
});

test("it is an application of its own with another id, and says of what it is a copy", async () => {
  const listed = await node.holdfast.json<readonly ListedApplication[]>("app", "list");
  const copy = listed.find((one) => one.slug === slug);
  expect(copy).toMatchObject({ copyOf: "guestbook" });
  expect(copy?.id).not.toBe(listed.find((one) => one.slug === "guestbook")?.id);
  expect(await node.holdfast("app", "show", slug)).toContain(`Copy of     guestbook from the backup ${backup.name}`);
});

test("it is neither configured nor backed up, and a full backup names it as not included", async () => {
  const configured = ["app", "config", "set", slug, "title=Other"];
  expect(await node.holdfast.refused(4, ...configured)).toMatchObject({ code: "application-is-copy" });
  const alone = ["backup", "create", "--app", slug, "--wait"];
  expect(await node.holdfast.refused(4, ...alone)).toMatchObject({ code: "application-is-copy" });
  const full = await makeBackup(node);
  expect(full.members.map(({ part }) => part)).not.toContain(slug);
});

test("a slug and a namespace that are taken are refused, and nothing is made", async () => {
  expect(await node.holdfast.refused(4, ...copyArguments("notes"), "--yes")).toMatchObject({ code: "already-exists" });
  const into = [...copyArguments("third"), "--map", "guestbook=notes", "--yes"];
  expect(await node.holdfast.refused(4, ...into)).toMatchObject({ code: "namespace-taken" });
  expect(await node.client.get(namespaces, { name: "third" })).toBeUndefined();
});

test("it is removed with its data, and the original stays", async () => {
  const now = await readGuestbook(node);
  await node.holdfast("app", "remove", slug, "--delete-data", "--yes");
  expect(await node.client.listAll(services, { namespace: slug })).toEqual([]);
  expect(await readGuestbook(node)).toEqual(now);
});

function copyArguments(as: string): readonly string[] {
  return ["restore", "create", "--from-backup", backup.name, "--app", "guestbook", "--as", as];
}
