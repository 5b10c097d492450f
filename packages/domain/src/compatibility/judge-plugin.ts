import type { Judgement } from "./judgement.ts";
import type { Purpose } from "./judge-uploader.ts";
import { testedCombinations, testsSource } from "./tested.ts";
import { pluginSource, veleroRow } from "./velero-rows.ts";
import type { PluginName } from "./velero-rows.ts";
import { compareMinor, minorOf, parseVersion, sameVersion } from "./version.ts";

const code = "plugin";

export interface PluginQuestion {
  readonly velero: string;
  /** Of an init container of Velero's Deployment, e.g. "velero/velero-plugin-for-aws:v1.14.3". */
  readonly image: string;
  readonly purpose: Purpose;
}

/** The AWS plugin to install with this Velero: the tested one, else the first of the line that belongs to it. */
export function awsPluginFor(velero: string): string | undefined {
  const minor = minorOf(velero);
  const tested = testedCombinations.find((one) => minorOf(one.velero) === minor);
  const line = veleroRow(minor ?? "")?.plugins.aws;
  return tested?.awsPlugin ?? (line === undefined ? undefined : `v${line}.0`);
}

/** Does this plugin belong to this Velero? Undefined for an image that is none of the plugins of Velero's authors. */
export function judgePlugin({ velero, image, purpose }: PluginQuestion): Judgement | undefined {
  const plugin = pluginOf(image);
  if (plugin === undefined) return undefined;
  const { name, tag } = plugin;
  const isTested = testedCombinations.some(
    (one) => name === "aws" && sameVersion(one.velero, velero) && sameVersion(one.awsPlugin, tag),
  );
  if (isTested) {
    const message = `The ${name} plugin ${tag} is tested with Velero ${velero}`;
    return { code, answer: "tested", message, reason: "Backups and restores are run with it", source: testsSource };
  }
  const wanted = veleroRow(minorOf(velero) ?? "")?.plugins[name];
  const version = parseVersion(tag);
  const line = wanted === undefined ? undefined : parseVersion(`${wanted}.0`);
  if (version === undefined || line === undefined)
    return untested(plugin, velero, "It is not known which one belongs to it");
  const difference = compareMinor(version, line);
  if (difference < 0) return wrong({ velero, image, purpose }, plugin, `v${wanted ?? ""}.x`);
  return untested(
    plugin,
    velero,
    difference === 0 ? "Its authors state that they belong together" : `Its authors pair v${wanted ?? ""}.x with it`,
  );
}

interface Plugin {
  readonly name: PluginName;
  /** As written in the image's name; may be no version. */
  readonly tag: string;
}

const imageNames = { aws: "aws", gcp: "gcp", "microsoft-azure": "azure" } as const satisfies Record<string, PluginName>;

function pluginOf(image: string): Plugin | undefined {
  const [, name = "", tag = ""] =
    /velero-plugin-for-(aws|gcp|microsoft-azure)(?::([^@/]+))?(?:@.*)?$/.exec(image) ?? [];
  return name in imageNames ? { name: imageNames[name as keyof typeof imageNames], tag } : undefined;
}

function untested({ name, tag }: Plugin, velero: string, reason: string): Judgement {
  return {
    code,
    answer: "untested",
    message: `The ${name} plugin ${tag || "of unknown version"} is not tested with Velero ${velero}`,
    reason,
    source: pluginSource,
    remedy: "It is used; make a trial backup and restore it before you rely on it",
  };
}

/** A restore reads what is there, and may work all the same; a new backup is not begun with it. */
function wrong({ velero, purpose }: PluginQuestion, { name, tag }: Plugin, wanted: string): Judgement {
  const remedy = `Have Velero's init container use velero-plugin-for-${name === "azure" ? "microsoft-azure" : name}:${wanted.replace("x", "0")} or a later patch`;
  return {
    code,
    answer: purpose === "write" ? "known-broken" : "needs-acceptance",
    message: `The ${name} plugin ${tag} is older than Velero ${velero} asks for`,
    reason: `Its authors pair ${wanted} with this Velero`,
    source: pluginSource,
    remedy,
  };
}
