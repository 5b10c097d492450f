import { rm } from "node:fs/promises";
import { join } from "node:path";
import { compareContents, guestbookContent, writeGuestbook, writeVariant, type Content } from "@holdfast-samples/data";
import { PartFailed, type FirstRun, type Part } from "../first-run.ts";
import { guestbookSite, installedSlugs } from "./samples.ts";

/** A guestbook of the run's own. Nobody types into it, so it may be destroyed. */
const slug = "holdfast-proof";

/** The four parts of the proof, each needing what the one before it found out. */
export function proofParts(): readonly Part[] {
  let before: Content = new Map();
  let backup = "";
  return [
    {
      title: "An application to prove a restore on",
      async run(run) {
        before = await installProof(run);
        return describeContent(before);
      },
    },
    {
      title: "A full backup",
      async run(run) {
        ({ name: backup } = await run.ask<{ readonly name: string }>("backup", "create", "--wait"));
        await run.holdfast("backup", "show", backup);
        return backup;
      },
    },
    {
      title: "Its destruction",
      async run(run) {
        await run.holdfast("app", "remove", slug, "--delete-data", "--yes");
        if ((await installedSlugs(run, "all")).has(slug)) throw new PartFailed(`${slug} is still there`);
        return "its objects and volumes are gone";
      },
    },
    {
      title: "Its restore, compared with before",
      async run(run) {
        await run.holdfast("restore", "create", "--from-backup", backup, "--app", slug, "--yes");
        return compareWith(before, await guestbookContent(await guestbookSite(run, slug)));
      },
    },
  ];
}

/** Whatever an earlier run left of it is removed first: an interrupted one may have left it half restored. */
async function installProof(run: FirstRun): Promise<Content> {
  await endUnfinished(run);
  if ((await installedSlugs(run, "all")).has(slug)) await run.holdfast("app", "remove", slug, "--delete-data", "--yes");
  const { release, license } = await writeProofRelease(run);
  await run.holdfast("app", "install", release, "--license", license);
  const site = await guestbookSite(run, slug);
  await writeGuestbook(site, { entries: 200, files: 4, bytesPerFile: 500_000, seed: "proof" });
  return guestbookContent(site);
}

interface ListedOperation {
  readonly id: string;
  readonly createdAt: string;
  readonly state: { readonly stage: string };
}

/** A backup or restore of an interrupted run goes on in the cluster, and keeps its applications locked until it ends. */
async function endUnfinished(run: FirstRun): Promise<void> {
  const unfinished = await run.ask<readonly ListedOperation[]>("operation", "list", "--unfinished");
  const going = unfinished.filter(({ state }) => state.stage !== "failed");
  const inOrder = going.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  for (const { id } of inOrder) await run.holdfast("operation", "resume", id);
}

function compareWith(before: Content, after: Content): string {
  const difference = compareContents(before, after);
  if (difference === undefined) return `${describeContent(after)}: the same as before, by SHA-256`;
  throw new PartFailed(`the restored data differs from before: ${JSON.stringify(difference, undefined, 2)}`);
}

/** With a key made for it, as a vendor makes one: nothing but this application trusts it. */
async function writeProofRelease(run: FirstRun): Promise<{ readonly release: string; readonly license: string }> {
  const key = join(run.directory, "vendor.key");
  const release = join(run.directory, "release");
  const license = join(run.directory, "license.yaml");
  await Promise.all([key, license].map((path) => rm(path, { force: true })));
  const { publicKey } = await run.ask<{ readonly publicKey: string }>("vendor", "keygen", key);
  await writeVariant(release, { sample: "guestbook", slug, title: "Guestbook for the proof", publicKey });
  const fields = ["--application", slug, "--customer", "This machine's first run"];
  await run.holdfast("vendor", "license", "issue", "--key", key, ...fields, "--out", license);
  return { release, license };
}

function describeContent(content: Content): string {
  const files = [...content.keys()].filter((name) => name.startsWith("file ")).length;
  return `${content.size - files} rows and ${files} files`;
}
