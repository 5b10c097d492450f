/** The container images that the sample releases name, put together here and kept in the cache. */
import {
  defineImage,
  ensureImages,
  images,
  nodeRuntime,
  type BuiltImage,
  type EnsureImagesOptions,
  type ImageDefinition,
} from "@holdfast/local-cluster";
import { bundleProgram } from "./bundle.ts";

/** All that guestbook, notes and silent need. */
export async function ensureSampleImages(options: EnsureImagesOptions = {}): Promise<readonly BuiltImage[]> {
  const own = [await programImage("guestbook"), await programImage("notes")];
  return ensureImages([...own, images.postgresql, images.busybox], options);
}

async function programImage(sample: string): Promise<ImageDefinition> {
  return defineImage({
    name: `localhost/${sample}:1.0.0`,
    layers: [...nodeRuntime, { kind: "files", files: { "/app/main.mjs": await bundleProgram(sample) } }],
    entrypoint: ["/usr/bin/node", "/app/main.mjs"],
    user: "1000:1000",
    environment: { PATH: "/usr/bin:/bin", NODE_ENV: "production" },
  });
}
