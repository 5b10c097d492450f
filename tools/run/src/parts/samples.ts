import { join } from "node:path";
import { openSite, writeGuestbook, writeNotes } from "@holdfast-samples/data";
import type { FirstRun } from "../first-run.ts";
import { repository } from "../run-program.ts";

/** An application that is there is left alone, with all that was typed into it; one that is half installed is taken up. */
export async function installSamples(run: FirstRun): Promise<string> {
  const before = await installedSlugs(run, "whole");
  const added: string[] = [];
  if (!before.has("guestbook")) {
    await installSample(run, "guestbook");
    await writeGuestbook(await guestbookSite(run, "guestbook"), {
      entries: 50,
      files: 2,
      bytesPerFile: 200_000,
      seed: "sample",
    });
    added.push("guestbook");
  }
  if (!before.has("notes")) {
    await installSample(run, "notes");
    const site = openSite(await run.client(), { namespace: "notes", labelSelector: "app=notes" });
    await writeNotes(site, "sample", 5);
    added.push("notes");
  }
  return added.length === 0 ? "were there, left as they are" : `${added.join(" and ")} installed, with data`;
}

/** "whole": without those whose installation was cut off. */
export async function installedSlugs(run: FirstRun, which: "all" | "whole"): Promise<ReadonlySet<string>> {
  const applications = await run.ask<readonly ListedApplication[]>("app", "list");
  return new Set(applications.filter(({ deploying }) => which === "all" || deploying === null).map(({ slug }) => slug));
}

interface ListedApplication {
  readonly slug: string;
  /** The sequence that is on its way; null when there is none. */
  readonly deploying: number | null;
}

export async function guestbookSite(run: FirstRun, namespace: string) {
  return openSite(await run.client(), { namespace, labelSelector: "app=guestbook,component=web" }, 300);
}

async function installSample(run: FirstRun, sample: string): Promise<void> {
  const directory = join(repository, "samples", sample);
  await run.holdfast("app", "install", join(directory, "release"), "--license", join(directory, "license.yaml"));
}
