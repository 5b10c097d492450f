import { apiVersion, reservedSlugs } from "../identifiers.ts";
import { Fields } from "./fields.ts";
import type { ReleaseProblem } from "./problem.ts";
import type { ReleaseMetadata } from "./release.ts";
import type { YamlDocument } from "./yaml-documents.ts";

export const metadataFile = "holdfast.yaml";
export const longestSlug = 40;

/** What cannot be read is left empty; the problem that goes with it refuses the release. */
export const noMetadata: ReleaseMetadata = {
  slug: "",
  title: "",
  versionLabel: "",
  sequence: 0,
  publicKey: "",
  channel: "",
  releaseNotes: "",
};

/** Why a slug cannot be taken; undefined when it can. */
export function refuseSlug(slug: string): string | undefined {
  if (slug.length > longestSlug) return `must have at most ${longestSlug} characters`;
  if (!/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u.test(slug)) {
    return "must be lower-case letters, digits and -, and begin and end with a letter or digit";
  }
  return reservedSlugs.includes(slug) ? `"${slug}" is reserved` : undefined;
}

/** Reads holdfast.yaml; problems are appended, and what could not be read is left empty. */
export function readMetadata(documents: readonly YamlDocument[], problems: ReleaseProblem[]): ReleaseMetadata {
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    problems.push({ code: "invalid-release", file: metadataFile, message: "must hold one document, kind Release" });
    return noMetadata;
  }
  const fields = new Fields({ document, path: [], values: document.values, problems });
  fields.onlyKnown(["apiVersion", "kind", "metadata", "spec"], "is not a field of a Release");
  if (fields.text("apiVersion") !== apiVersion) fields.refuse(["apiVersion"], `must be ${apiVersion}`);
  if (fields.text("kind") !== "Release") fields.refuse(["kind"], "must be Release");
  const metadata = fields.mapping("metadata");
  metadata.onlyKnown(["name"], "is not a field of a Release");
  const slug = metadata.neededText("name");
  const refusal = slug === "" ? undefined : refuseSlug(slug);
  if (refusal !== undefined) metadata.refuse(["name"], refusal);
  return { slug, ...readSpec(fields.mapping("spec"), slug) };
}

function readSpec(spec: Fields, slug: string): Omit<ReleaseMetadata, "slug"> {
  const known = ["title", "versionLabel", "sequence", "publicKey", "channel", "releaseNotes"];
  spec.onlyKnown(known, "is not a field of a Release");
  const sequence = spec.raw("sequence");
  const isSequence = typeof sequence === "number" && Number.isSafeInteger(sequence) && sequence >= 1;
  if (!isSequence) spec.refuse(["sequence"], "must be a whole number from 1");
  const versionLabel = spec.raw("versionLabel");
  if (typeof versionLabel !== "string" || versionLabel === "" || versionLabel.length > 200) {
    spec.refuse(["versionLabel"], 'must be a text in quotes, such as "1.0.0"');
  }
  const publicKey = spec.neededText("publicKey");
  if (publicKey !== "" && !/^[A-Za-z0-9+/]{43}=$/u.test(publicKey)) {
    spec.refuse(["publicKey"], "must be the base64 of the 32 bytes of an Ed25519 key, as `vendor keygen` prints it");
  }
  return {
    title: spec.text("title") || slug,
    versionLabel: typeof versionLabel === "string" ? versionLabel : "",
    sequence: isSequence ? sequence : 0,
    publicKey,
    channel: spec.text("channel"),
    releaseNotes: spec.text("releaseNotes"),
  };
}
