import { Fault, configItems, decideGate, holdsValue, isExpired, licensedWork } from "@holdfast/domain";
import type {
  BackupBeforeUpgrade,
  LeftOutManifest,
  GateDecision,
  License,
  LicensedWork,
  VendorBackup,
} from "@holdfast/domain";
import type { Context } from "../context.ts";
import { examineCoverage } from "../coverage/examine-coverage.ts";
import type { ApplicationCoverage } from "../coverage/examine-coverage.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findBackupBeforeUpgrade } from "../upgrades/find-backup-before.ts";
import { readRecords } from "./application-records.ts";
import type { CopyOf, RestoredFrom } from "./application.ts";
import { observe } from "./await-ready.ts";
import { findApplication } from "./find-application.ts";
import { heldLicense } from "./held-license.ts";
import { mask, maskSecrets, maskValues, secretValues } from "./mask-secrets.ts";
import { placeObjects } from "./place-objects.ts";
import { keyOf, readinessTargets } from "./readiness-targets.ts";
import { renderStored } from "./render-release.ts";
import { signatures } from "./signatures.ts";
import { heldBackTemplates } from "./update-license.ts";
import type { TemplateChange } from "./workload-templates.ts";

/** An application as a person or a program looks at it. Carries no secret. */
export interface ApplicationView {
  readonly slug: string;
  readonly title: string;
  readonly id: string;
  readonly namespaces: readonly string[];
  readonly sequence: number;
  readonly versionLabel: string;
  /** The last restore of it. */
  readonly restoredFrom: RestoredFrom | undefined;
  readonly state: ApplicationState;
  /** Set on a copy: what it was made of. */
  readonly copyOf?: CopyOf;
  readonly keyId: string;
  readonly license: LicenseView | undefined;
  readonly allows: readonly WorkView[];
  /** What `app rollback --with-data` goes back to. */
  readonly beforeUpgrade:
    | { readonly kind: "known"; readonly backup: BackupBeforeUpgrade | undefined }
    | { readonly kind: "unknown"; readonly reason: string };
  /** Workloads whose pods have to be made anew before they have all that the license changes. */
  readonly restarts: readonly Pick<TemplateChange, "workload" | "changesPrograms">[];
  readonly config: readonly ConfigView[];
  readonly releases: readonly { readonly sequence: number; readonly versionLabel: string; readonly storedAt: string }[];
  /** What a backup made now would hold of its data. */
  readonly coverage:
    | { readonly kind: "known"; readonly coverage: ApplicationCoverage }
    | { readonly kind: "unknown"; readonly reason: string };
  /** The vendor's `kind: Backup`, rendered; absent: the application cannot be backed up. */
  readonly backup: VendorBackup | undefined;
  /** Manifests that an annotation kots.io/when or kots.io/exclude leaves out in this installation. */
  readonly leftOut: readonly LeftOutManifest[];
  /** Rendered; values of Secrets masked. */
  readonly manifests: readonly unknown[];
}

export type ApplicationState =
  | { readonly kind: "ready" }
  | { readonly kind: "not-ready"; readonly reasons: readonly string[] }
  /** Being deployed now, or interrupted. */
  | { readonly kind: "deploying"; readonly sequence: number };

interface LicenseView extends License {
  readonly keyId: string;
  readonly expired: boolean;
}

/** What the license gate says about one kind of work. */
type WorkView = GateDecision & { readonly work: LicensedWork };

interface ConfigView {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  /** Masked for passwords and generated values. */
  readonly value: string;
  readonly origin: "set" | "generated" | "default";
}

/** Faults: application-not-found, artefact-unreadable. */
export async function showApplication(context: Context, slug: string): Promise<ApplicationView> {
  try {
    const application = await findApplication(context, slug);
    const records = await readRecords(context, application);
    const { release, rendered, config } = await renderStored(context, application, records, application.sequence);
    const secret = secretValues(release.config, config);
    const placed = await placeObjects(context, rendered);
    const unready = await observe(context, readinessTargets(rendered, placed));
    const reasons = unready.map(({ target, readiness }) => `${keyOf(target)}: ${readiness.reason}`);
    const settled = reasons.length === 0 ? ({ kind: "ready" } as const) : ({ kind: "not-ready", reasons } as const);
    const { id, title, namespaces, sequence, versionLabel, publicKey, deploying, copyOf, restoredFrom } = application;
    return {
      slug,
      title,
      id,
      namespaces,
      sequence,
      versionLabel,
      restoredFrom,
      state: deploying === undefined ? settled : { kind: "deploying", sequence: deploying.sequence },
      ...(copyOf === undefined ? {} : { copyOf }),
      keyId: signatures.keyId(publicKey),
      license: records.license === undefined ? undefined : viewLicense(context, records.license),
      allows: licensedWork.map((work) => ({
        work,
        ...decideGate(work, heldLicense(records), context.clock.now()),
      })),
      beforeUpgrade: await readBeforeUpgrade(context, slug),
      restarts: (await heldBackTemplates(context, application, { records, release, placed })).map(
        ({ workload, changesPrograms }) => ({ workload, changesPrograms }),
      ),
      config: configItems(release.config)
        .filter((item) => holdsValue(item) && config.shown.has(item.name))
        .map((item) => {
          const isSecret = item.type === "password" || item.hidden || item.name in records.config.generated;
          const value = config.values.get(item.name) ?? "";
          const isSet = item.name in records.config.given;
          const origin = isSet ? "set" : item.name in records.config.generated ? "generated" : "default";
          const { name, title: itemTitle, type } = item;
          return { name, title: itemTitle, type, value: isSecret && value !== "" ? mask : value, origin };
        }),
      releases: records.releases.map((one) => ({
        sequence: one.sequence,
        versionLabel: one.versionLabel,
        storedAt: one.storedAt,
      })),
      coverage: await readCoverage(context, slug),
      backup: maskValues(rendered.backup, secret),
      leftOut: rendered.leftOut,
      manifests: placed.map(({ object }) => maskSecrets(object, secret)),
    };
  } catch (error) {
    throw fromApiError(error);
  }
}

function viewLicense(
  context: Context,
  { license, signature }: { readonly license: License; readonly signature: { readonly keyId: string } },
): LicenseView {
  return { ...license, keyId: signature.keyId, expired: isExpired(license, context.clock.now()) };
}

/** Who may not read volumes still sees the rest. */
async function readCoverage(context: Context, slug: string): Promise<ApplicationView["coverage"]> {
  try {
    return { kind: "known", coverage: await examineCoverage(context, slug) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: "unknown", reason: error.message };
  }
}

async function readBeforeUpgrade(context: Context, slug: string): Promise<ApplicationView["beforeUpgrade"]> {
  try {
    return { kind: "known", backup: await findBackupBeforeUpgrade(context, slug) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: "unknown", reason: error.message };
  }
}
