import { operationsNamespace } from "@holdfast/domain";
import { listApplications } from "../applications/find-application.ts";
import { packRelease } from "../applications/pack-release.ts";
import { judgeInstallation } from "../compatibility/judge-installation.ts";
import type { Context } from "../context.ts";
import { listDestinations } from "../destinations/destination-view.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findInstanceId } from "../installation/instance.ts";
import { readOutbox } from "../notifications/outbox-record.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { listRecords } from "../records/store-record.ts";
import { reportIn, reportSelector } from "../reports/store-report.ts";
import { known } from "../status/known.ts";
import { readStatus } from "../status/read-status.ts";
import { findVelero } from "../velero/find-velero.ts";
import { veleroStatus } from "../velero/velero-status.ts";
import { writePart, type BundleFile, type BundleLimits, type BundlePart, type NotRead } from "./bundle-part.ts";
import { Gathering } from "./gather.ts";
import { gatherLogs } from "./gather-logs.ts";
import { gatherObjects, type Places } from "./gather-objects.ts";
import { newestObjects } from "./newest-objects.ts";
import { readKnownSecrets } from "./known-secrets.ts";

export interface SupportBundle {
  /** A gzip-compressed tar. */
  readonly archive: Buffer;
  readonly files: readonly string[];
  readonly notRead: readonly NotRead[];
  readonly createdAt: string;
}

/** Of a bundle that a person asks for. */
const wholeLimits: BundleLimits = { objects: 500, logLines: 20_000, fileBytes: 4 * 1024 * 1024 };

/** More than this is no bundle to send; the largest files are left out and named. */
const mostBytes = 48 * 1024 * 1024;

/**
 * Everything that somebody needs to understand what goes wrong, without secrets. What cannot be read is named in it.
 * Faults: missing-rights or cluster-unreachable when the Secrets cannot be read by which it is redacted.
 */
export async function makeSupportBundle(context: Context, limits: BundleLimits = wholeLimits): Promise<SupportBundle> {
  try {
    const { places, slugs } = await findPlaces(context);
    const values = await readKnownSecrets(context, {
      namespaces: [...new Set([operationsNamespace, ...namespacesOf(places)])],
      names: await structuralNames(context, places, slugs),
    });
    const gathering = new Gathering(context.signal);
    await gatherFacts(context, gathering, limits);
    await gatherObjects(context, gathering, { places, limits });
    await gatherLogs(context, gathering, { places, limits });
    const { parts, notRead } = gathering.result();
    const written = parts.map((part) => writePart(part, values, limits));
    const createdAt = new Date(context.clock.now()).toISOString();
    const { files, tooMuch } = withinBounds(written);
    const about = aboutPart(context, { createdAt, notRead, leftOutForSize: tooMuch });
    return await pack([writePart(about, values, limits), ...files], { createdAt, notRead });
  } catch (error) {
    throw fromApiError(error);
  }
}

async function findPlaces(context: Context): Promise<{ readonly places: Places; readonly slugs: readonly string[] }> {
  const [velero, applications] = await Promise.all([
    known(() => findVelero(context)),
    known(() => listApplications(context)),
  ]);
  const installed = applications.kind === "known" ? applications.value : [];
  const places = {
    console: context.consoleNamespace,
    velero: velero.kind === "known" ? velero.value.namespace : context.veleroNamespace,
    applications: [...new Set(installed.flatMap(({ namespaces }) => namespaces))],
  };
  return { places, slugs: installed.map(({ slug }) => slug) };
}

function namespacesOf({ console, velero, applications }: Places): readonly string[] {
  return [console, ...(velero === undefined ? [] : [velero]), ...applications];
}

async function structuralNames(
  context: Context,
  places: Places,
  slugs: readonly string[],
): Promise<ReadonlySet<string>> {
  const instance = await known(() => findInstanceId(context.kubernetes));
  const id = instance.kind === "known" && instance.value !== undefined ? [instance.value] : [];
  return new Set([...namespacesOf(places), ...slugs, ...id, operationsNamespace, "holdfast", "velero", "console"]);
}

async function gatherFacts(context: Context, gathering: Gathering, limits: BundleLimits): Promise<void> {
  const { kubernetes } = context;
  await gathering.facts("versions", async () => ({
    holdfast: context.version,
    kubernetes: await kubernetes.version(),
    instance: await findInstanceId(kubernetes),
    velero: await known(() => findVelero(context)),
  }));
  await gathering.facts("checks/status", () => readStatus(context));
  await gathering.facts("checks/compatibility", () => judgeInstallation(context));
  await gathering.facts("checks/velero", () => veleroStatus(context));
  await gathering.facts("checks/destinations", () => listDestinations(context));
  await gathering.facts("notifications", () => readOutbox(context));
  await gathering.take("operations", async () =>
    (await listRecords(kubernetes)).slice(0, limits.objects).map(({ record }) => ({
      kind: "facts",
      path: `operations/${record.id}.json`,
      value: record,
    })),
  );
  await gathering.take("reports of backups and restores", async () => {
    const query = { namespace: operationsNamespace, labelSelector: reportSelector };
    const wish = { type: configMapType, query, count: limits.objects, keep: (object: ConfigMap) => object };
    return (await newestObjects(kubernetes, wish)).map((object) => ({
      kind: "facts",
      path: `reports/${object.metadata.name}.json`,
      value: reportIn(object) ?? null,
    }));
  });
}

interface About {
  readonly createdAt: string;
  readonly notRead: readonly NotRead[];
  readonly leftOutForSize: readonly string[];
}

/** Redacted as all the rest: who asked and why something failed are words of others. */
function aboutPart({ requestedBy, version }: Context, about: About): BundlePart {
  return { kind: "facts", path: "about.json", value: { requestedBy, holdfast: version, ...about } };
}

async function pack(
  files: readonly BundleFile[],
  { createdAt, notRead }: Pick<About, "createdAt" | "notRead">,
): Promise<SupportBundle> {
  const archive = await packRelease(new Map(files.map(({ path, text }) => [`bundle/${path}`, Buffer.from(text)])));
  return { archive, files: files.map(({ path }) => path), notRead, createdAt };
}

function withinBounds(files: readonly BundleFile[]) {
  const tooMuch: string[] = [];
  let size = 0;
  const bySize = files.toSorted((one, other) => one.text.length - other.text.length);
  for (const { path, text } of bySize) {
    size += text.length;
    if (size > mostBytes) tooMuch.push(path);
  }
  return { files: files.filter(({ path }) => !tooMuch.includes(path)), tooMuch };
}
