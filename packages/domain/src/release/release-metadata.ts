import { isMinorVersion } from "../compatibility/judge-release.ts";
import type { ReleaseLimits } from "../compatibility/judge-release.ts";
import { parseVersion } from "../compatibility/version.ts";
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
  limits: {},
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
  const known = ["title", "versionLabel", "sequence", "publicKey", "channel", "releaseNotes", "requires"];
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
    limits: readLimits(spec.mapping("requires")),
  };
}

function readLimits(requires: Fields): ReleaseLimits {
  requires.onlyKnown(["kubernetes", "holdfast"], "is not a field of a Release");
  const kubernetes = requires.mapping("kubernetes");
  kubernetes.onlyKnown(["from", "to"], "is not a field of a Release");
  const holdfast = requires.mapping("holdfast");
  holdfast.onlyKnown(["from"], "is not a field of a Release");
  const [from, to] = ["from", "to"].map((name) => {
    const text = kubernetes.text(name);
    if (text !== "" && !isMinorVersion(text)) kubernetes.refuse([name], 'must be a version in quotes, such as "1.30"');
    return text;
  });
  const own = holdfast.text("from");
  if (own !== "" && parseVersion(own) === undefined)
    holdfast.refuse(["from"], 'must be a version of Holdfast in quotes, such as "0.1.0"');
  const limited = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  return {
    ...(from || to ? { kubernetes: limited } : {}),
    ...(own === "" ? {} : { holdfast: { from: own } }),
  };
}
