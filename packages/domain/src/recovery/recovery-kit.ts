import { Fault } from "../fault.ts";

/** What a new cluster needs and no backup may carry, or a person has to know before any backup can be read. */
export interface RecoveryKit {
  /** RFC 3339. */
  readonly createdAt: string;
  /** Of the repositories that hold the volumes' data: without it they cannot be read. */
  readonly repositoryPassword: string;
  /** Whose backups these are; for information, a restored installation gets an id of its own. */
  readonly instance?: string;
  readonly versions: KitVersions;
  readonly destinations: readonly KitDestination[];
  /** By slug: the public key that each application's vendor signs with. */
  readonly vendorKeys: Readonly<Record<string, string>>;
}

export interface KitVersions {
  readonly holdfast: string;
  readonly kubernetes: string;
  /** Absent: no server answered. */
  readonly velero?: string;
  /** What wrote the volumes' data. */
  readonly uploader: string;
}

export interface KitDestination {
  readonly name: string;
  readonly provider: string;
  readonly bucket: string;
  readonly prefix?: string;
  /** PEM. */
  readonly caCert?: string;
  /** The plugin's own settings: region, s3Url, … */
  readonly config: Readonly<Record<string, string>>;
  /** The content of the credentials file; only when it was asked for. */
  readonly credentials?: string;
}

/** Faults: invalid-argument, naming the field. The text is a decrypted kit and appears in no message. */
export function parseRecoveryKit(text: string): RecoveryKit {
  const kit = objectOf(parseJson(text), "the kit");
  const versions = objectOf(kit["versions"], "versions");
  return {
    createdAt: textOf(kit["createdAt"], "createdAt"),
    repositoryPassword: textOf(kit["repositoryPassword"], "repositoryPassword"),
    ...optional("instance", kit["instance"]),
    versions: {
      holdfast: textOf(versions["holdfast"], "versions.holdfast"),
      kubernetes: textOf(versions["kubernetes"], "versions.kubernetes"),
      uploader: textOf(versions["uploader"], "versions.uploader"),
      ...optional("velero", versions["velero"]),
    },
    destinations: listOf(kit["destinations"], "destinations").map(destinationOf),
    vendorKeys: textsOf(kit["vendorKeys"], "vendorKeys"),
  };
}

function destinationOf(value: unknown): KitDestination {
  const destination = objectOf(value, "a destination");
  return {
    name: textOf(destination["name"], "a destination's name"),
    provider: textOf(destination["provider"], "a destination's provider"),
    bucket: textOf(destination["bucket"], "a destination's bucket"),
    config: textsOf(destination["config"], "a destination's config"),
    ...optional("prefix", destination["prefix"]),
    ...optional("caCert", destination["caCert"]),
    ...optional("credentials", destination["credentials"]),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("it is not JSON");
  }
}

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unreadable(`${what} is not an object`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable(`${what} is not a list`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw unreadable(`${what} is missing`);
}

function textsOf(value: unknown, what: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(value, what));
  return Object.fromEntries(entries.map(([key, text]) => [key, String(text)]));
}

function optional<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: string } {
  return (typeof value === "string" ? { [key]: value } : {}) as { readonly [K in Key]?: string };
}

function unreadable(reason: string): Fault {
  return new Fault("invalid-argument", "The recovery kit was opened, but its content cannot be understood.", {
    reason,
    remedy: "It was written by another version of Holdfast: use that one, or a newer one.",
  });
}
