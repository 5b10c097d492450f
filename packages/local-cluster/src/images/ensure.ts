import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../cache/directory.ts";
import { withLock } from "../cache/lock.ts";
import type { ProgramName } from "../programs/catalogue.ts";
import { ensurePrograms } from "../programs/ensure.ts";
import type { ImageDefinition } from "./definition.ts";
import { arrange } from "./file-tree.ts";
import { layerKey, readLayer } from "./layer-sources.ts";
import { writeOciArchive, type LayerEntries } from "./oci-archive.ts";
import { removeOldBuilds } from "./old-builds.ts";
import type { ReportImageProgress } from "./progress.ts";

export interface BuiltImage {
  readonly name: string;
  /** An OCI image layout as one tar: `ctr -n k8s.io images import <path>`. */
  readonly path: string;
  /** Of the manifest; two builds of the same contents have the same one. */
  readonly digest: string;
  readonly bytes: number;
}

export interface EnsureImagesOptions {
  readonly report?: ReportImageProgress;
  readonly signal?: AbortSignal;
}

/** These images, in the same order; what is not in the cache is put together first, programs before images. */
export async function ensureImages(
  definitions: readonly ImageDefinition[],
  options: EnsureImagesOptions = {},
): Promise<readonly BuiltImage[]> {
  const programPaths = await ensurePrograms(programsOf(definitions), options);
  const located = await Promise.all(definitions.map((definition) => locate(definition, programPaths)));
  const missing = (await Promise.all(located.map(readBuilt))).filter((image) => image === undefined).length;
  const built: BuiltImage[] = [];
  let number = 0;
  for (const image of located) {
    const present = await readBuilt(image);
    if (present === undefined) {
      number++;
      options.report?.({ kind: "building-image", image: image.definition.name, number, total: missing });
    }
    built.push(present ?? (await buildOnce(image, options)));
  }
  return built;
}

/** One image, as `ensureImages` would. */
export async function buildImage(definition: ImageDefinition, options: EnsureImagesOptions = {}): Promise<BuiltImage> {
  const [image] = await ensureImages([definition], options);
  if (image === undefined) throw new TypeError("an image went missing");
  return image;
}

interface LocatedImage {
  readonly definition: ImageDefinition;
  readonly directory: string;
  /** Of the file names of every build of this image. */
  readonly prefix: string;
  readonly path: string;
  /** What is known of the image without reading it; written last. */
  readonly notePath: string;
}

function programsOf(definitions: readonly ImageDefinition[]): readonly ProgramName[] {
  const layers = definitions.flatMap((definition) => definition.layers);
  return layers.flatMap((layer) => (layer.kind === "programs" ? Object.values(layer.files) : []));
}

/** Changes when the way images are written does. */
const formatVersion = "image-1";

async function locate(
  definition: ImageDefinition,
  programPaths: Readonly<Record<string, string>>,
): Promise<LocatedImage> {
  const layers = await Promise.all(definition.layers.map((layer) => layerKey(layer, programPaths)));
  const key = JSON.stringify([formatVersion, process.arch, { ...definition, layers }]);
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const prefix = definition.name.replaceAll(/[^\w.-]+/g, "-");
  const directory = join(cacheDirectory(), "images");
  const base = join(directory, `${prefix}-${digest}`);
  return { definition, directory, prefix, path: `${base}.tar`, notePath: `${base}.json` };
}

async function readBuilt({ definition, path, notePath }: LocatedImage): Promise<BuiltImage | undefined> {
  const note = await readFile(notePath, "utf8").catch(() => undefined);
  const size = (await stat(path).catch(() => undefined))?.size;
  if (note === undefined || size === undefined) return undefined;
  const { digest } = JSON.parse(note) as { readonly digest: string };
  return { name: definition.name, path, digest, bytes: size };
}

async function buildOnce(image: LocatedImage, options: EnsureImagesOptions): Promise<BuiltImage> {
  const { name } = image.definition;
  const onWait = (): void => options.report?.({ kind: "waiting-image", image: name });
  return withLock(
    `${image.path}.lock`,
    async () => {
      // Whoever held the lock before may have built it.
      const present = await readBuilt(image);
      if (present !== undefined) return present;
      const startedAt = Date.now();
      const built = await build(image, options);
      const seconds = (Date.now() - startedAt) / 1000;
      options.report?.({ kind: "built-image", image: name, bytes: built.bytes, seconds });
      return built;
    },
    { onWait },
  );
}

async function build(image: LocatedImage, options: EnsureImagesOptions): Promise<BuiltImage> {
  const { definition, directory, path, notePath } = image;
  const unfinished = `${path}.unfinished`;
  await mkdir(directory, { recursive: true });
  try {
    const layers: LayerEntries[] = [];
    for (const layer of definition.layers) layers.push(arrange(await readLayer(layer, options)));
    const { digest } = await writeOciArchive(unfinished, definition, layers);
    await rename(unfinished, path);
    await writeFile(notePath, JSON.stringify({ name: definition.name, digest }));
    await removeOldBuilds(directory, image.prefix);
    return { name: definition.name, path, digest, bytes: (await stat(path)).size };
  } finally {
    await rm(unfinished, { force: true });
  }
}
