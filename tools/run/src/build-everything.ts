import { ensureSampleImages } from "@holdfast-samples/images";
import {
  defaultProgramNames,
  describeImageProgress,
  ensureImages,
  ensurePrograms,
  images,
  type ReportImageProgress,
} from "@holdfast/local-cluster";
import { ensureServerImage } from "./server-image.ts";

const report: ReportImageProgress = (progress) => {
  process.stdout.write(`${describeImageProgress(progress)}\n`);
};

/** Builds what tests start, so that none of them waits for a compiler. What is in the cache takes no time. */
export async function buildEverything(signal: AbortSignal): Promise<void> {
  await ensurePrograms(defaultProgramNames, { report, signal });
  await ensureImages(Object.values(images), { report, signal });
  await ensureServerImage({ report, signal });
  await ensureSampleImages({ report, signal });
}
