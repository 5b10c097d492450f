import { nodeRuntime, plainUser } from "./base-layers.ts";
import { defineImage, type ImageDefinition } from "./definition.ts";

export interface ServerImageRequest {
  /** Without a leading v; it is the image's tag. */
  readonly version: string;
  /** The directory that the server's build made: `main.js` and what it serves. */
  readonly distribution: string;
}

/** The product's own server. It needs no right on its root file system and runs as nobody in particular. */
export function serverImage({ version, distribution }: ServerImageRequest): ImageDefinition {
  return defineImage({
    name: `localhost/holdfast:${version}`,
    layers: [...nodeRuntime, { kind: "directory", source: distribution, target: "/app" }],
    entrypoint: ["/usr/bin/node", "/app/main.js"],
    user: plainUser,
    workingDirectory: "/app",
    environment: { NODE_ENV: "production", HOME: "/home/nonroot" },
    labels: { "org.opencontainers.image.title": "Holdfast", "org.opencontainers.image.version": version },
  });
}
