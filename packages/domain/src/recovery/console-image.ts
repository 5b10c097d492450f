import { sameVersion } from "../compatibility/version.ts";
import { Fault } from "../fault.ts";
import { compareVersions } from "./compare-versions.ts";

export interface ConsoleImageFacts {
  /** Of the server's container in the backup. */
  readonly image: string;
  /** The version that the backup says its console had. */
  readonly backedUpVersion: string;
  /** Of this program, whose definitions and rights are applied. */
  readonly version: string;
  /** Given with --console-image. */
  readonly wanted?: string;
}

export interface ConsoleImage {
  readonly image: string;
  /** The console that will run: always as new as the definitions that are applied with it. */
  readonly version: string;
  readonly from: "backup" | "command" | "newer-program";
}

/**
 * Which console runs after the restore. This program's definitions are applied, and no older console may meet them: from
 * a backup of the same version the console comes with its own image, from an older one with the image of this version.
 * Faults: newer-schema, when the backup's console is newer than this program; invalid-argument, when the image of this
 * version cannot be told from the backup's.
 */
export function chooseConsoleImage({ image, backedUpVersion, version, wanted }: ConsoleImageFacts): ConsoleImage {
  refuseOlderProgram(backedUpVersion, version);
  if (wanted !== undefined) return { image: wanted, version, from: "command" };
  if (sameVersion(backedUpVersion, version)) return { image, version, from: "backup" };
  const { repository, tag } = splitImage(image);
  if (tag !== undefined && sameVersion(tag, backedUpVersion)) {
    const prefix = tag.startsWith("v") ? "v" : "";
    return { image: `${repository}:${prefix}${version.replace(/^v/, "")}`, version, from: "newer-program" };
  }
  throw new Fault("invalid-argument", `It is not known which image the console ${version} has.`, {
    reason: `The backup's console is ${backedUpVersion} (${image}); this program is ${version} and applies the definitions of ${version}, which an older console must not meet.`,
    remedy: `Give the image of ${version} with --console-image, or use the holdfast program of version ${backedUpVersion}.`,
  });
}

function refuseOlderProgram(backedUpVersion: string, version: string): void {
  if (compareVersions(version, backedUpVersion) >= 0) return;
  throw new Fault("newer-schema", `The console in the backup is newer (${backedUpVersion}) than this program.`, {
    reason: `This program is ${version}; it does not know what the newer console keeps.`,
    remedy: `Use the holdfast program of version ${backedUpVersion} or newer.`,
  });
}

/** A digest names no version. */
function splitImage(image: string): { readonly repository: string; readonly tag?: string } {
  const [, repository, tag] = /^(.*?[^/]):([^/:@]+)$/.exec(image) ?? [];
  return repository === undefined || tag === undefined ? { repository: image } : { repository, tag };
}
