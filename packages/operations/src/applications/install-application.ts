import { Fault } from "@holdfast/domain";
import type { Release, SignedLicense } from "@holdfast/domain";
import { refuseBroken } from "../compatibility/judge-installation.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { withLock } from "../locks/with-lock.ts";
import { acceptLicense, requireTrustedKey, requireUnexpired } from "./accept-license.ts";
import { applicationFrom, readRecords } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import { applicationObject, applicationType, installedFrom } from "./application.ts";
import type { ApplicationObject, InstalledApplication } from "./application.ts";
import { claimNamespaces } from "./claim-namespaces.ts";
import { requireDefinition } from "./definitions.ts";
import { deploy, prepare, refuseTaken } from "./deploy-release.ts";
import type { DeployChoices, Deployed, PreparedTarget } from "./deploy-release.ts";
import { lookForApplication } from "./find-application.ts";
import { mergeGiven } from "./given-values.ts";
import type { GivenValues } from "./given-values.ts";
import { refuseCopy } from "./refuse-copy.ts";

export interface InstallRequest extends DeployChoices {
  readonly release: Release;
  readonly license: SignedLicense;
  /** The primary namespace. Default: the slug. */
  readonly namespace?: string;
  /** Config values by item name. */
  readonly given: GivenValues;
}

/**
 * Installs a release for the first time. The same call again takes an interrupted install up, and changes nothing when
 * it was finished.
 * Faults: already-exists, namespace-taken, not-entitled, invalid-license, invalid-config, locked, and what deploy says.
 */
export async function installApplication(context: Context, request: InstallRequest): Promise<Deployed> {
  const { slug } = request.release.metadata;
  await requireDefinition(context);
  const operationId = `install-${slug}-${context.randomId(8)}`;
  const subject = { kind: "application", slug } as const;
  return withLock(context, subject, { operationId, work: `installation of ${slug}` }, async (signal) =>
    installLocked({ ...context, signal }, request),
  );
}

async function installLocked(context: Context, request: InstallRequest): Promise<Deployed> {
  const { release, license } = request;
  const { slug } = release.metadata;
  const begun = await lookForApplication(context, slug);
  const namespace = request.namespace ?? begun?.namespace ?? slug;
  if (begun !== undefined) requireSameInstall(begun, release, namespace);
  const records = await readRecords(context, { slug, namespace });
  const { publicKey } = release.metadata;
  const former = applicationFrom(slug, [...records.secrets.values()]);
  if (former !== undefined) requireTrustedKey(former.spec.publicKey, publicKey, undefined);
  acceptLicense({ signed: license, application: slug, publicKey, stored: records.license });
  if (begun === undefined) requireUnexpired(context, license);
  // Records without an Application are what a foreign restore may leave: their generated values must not be made anew.
  const config = mergeGiven(release.config, records.config, request.given);
  const target = await prepare(context, { release, license, config }, namespace);
  refuseBroken(target.judgements);
  await refuseTaken(context, target, request);
  const refuseForeign = request.adoptNamespace !== true;
  const application = begun ?? (await createApplication(context, namespace, { ...target, refuseForeign }, records));
  return deploy(context, application, target, request);
}

/** An install that was interrupted cannot be told from one that ended unheard: both may be run again. Faults: already-exists. */
function requireSameInstall(begun: InstalledApplication, release: Release, namespace: string): void {
  const { slug, sequence, publicKey } = release.metadata;
  requireTrustedKey(begun.publicKey, publicKey, undefined);
  refuseCopy(begun, "installed");
  if (begun.sequence === sequence && begun.namespace === namespace) return;
  throw new Fault("already-exists", `${slug} is installed already, version ${begun.versionLabel}.`, {
    reason: `It is the release with sequence ${begun.sequence} in the namespace ${begun.namespace}.`,
    remedy: `Use \`holdfast app upgrade RELEASE\` for another release, or \`holdfast app remove ${slug}\` first.`,
    where: `namespace ${begun.namespace}`,
  });
}

/** The Application is there before its first object: whatever happens, `app list` and `app remove` know of it. */
async function createApplication(
  context: Context,
  namespace: string,
  { rendered, refuseForeign }: PreparedTarget & { readonly refuseForeign: boolean },
  records: ApplicationRecords,
): Promise<InstalledApplication> {
  const { slug, sequence, versionLabel, publicKey } = rendered.metadata;
  await claimNamespaces(context, { slug, namespaces: rendered.namespaces, refuseForeign });
  const former = applicationFrom(slug, [...records.secrets.values()]);
  const object = applicationObject(
    {
      id: former?.spec.id ?? context.randomId(12),
      slug,
      title: rendered.description.title,
      namespaces: rendered.namespaces,
      sequence,
      versionLabel,
      publicKey,
      deploying: { sequence },
    },
    namespace,
  );
  try {
    return installedFrom(await context.kubernetes.create<ApplicationObject>(applicationType, object));
  } catch (error) {
    throw fromApiError(error);
  }
}
