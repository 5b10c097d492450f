import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSite, writeGuestbook, writeNotes } from "@holdfast-samples/data";
import type { FirstRun } from "../first-run.ts";
import { repository } from "../run-program.ts";

/**
 * An application that is there is left alone, with all that was typed into it; what an interrupted run left half installed
 * or without its data is taken up.
 */
export async function installSamples(run: FirstRun): Promise<string> {
  const whole = await installedSlugs(run, "whole");
  const added: string[] = [];
  for (const sample of samples) {
    if (whole.has(sample.slug) && isSeeded(run, sample.slug)) continue;
    await installSample(run, sample.slug);
    await sample.seed(run);
    await writeFile(seededFile(run, sample.slug), "");
    added.push(sample.slug);
  }
  return added.length === 0 ? "were there, left as they are" : `${added.join(" and ")} installed, with data`;
}

interface Sample {
  readonly slug: string;
  /** Adds to what is there. */
  seed(run: FirstRun): Promise<void>;
}

const samples: readonly Sample[] = [
  {
    slug: "guestbook",
    seed: async (run) =>
      writeGuestbook(await guestbookSite(run, "guestbook"), {
        entries: 50,
        files: 2,
        bytesPerFile: 200_000,
        seed: "sample",
      }),
  },
  {
    slug: "notes",
    seed: async (run) =>
      writeNotes(openSite(await run.client(), { namespace: "notes", labelSelector: "app=notes" }), "sample", 5),
  },
];

/** Written when the data of a sample was; the folder goes with the cluster. */
function seededFile(run: FirstRun, slug: string): string {
  return join(run.directory, `${slug}.seeded`);
}

function isSeeded(run: FirstRun, slug: string): boolean {
  return existsSync(seededFile(run, slug));
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
