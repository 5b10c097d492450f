import { Fault, decideGate, labels } from "@holdfast/domain";
import type { ApplicationFact, GateDecision, Known } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import { recordsFrom } from "../applications/application-records.ts";
import type { InstalledApplication } from "../applications/application.ts";
import { knownApplications } from "../applications/find-application.ts";
import { heldLicense } from "../applications/held-license.ts";
import type { Secret } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";
import { known, whyOf } from "./known.ts";

/** Every application that is backed up, with what its license says: two lists, however many there are. */
export async function readApplicationFacts(context: Context): Promise<readonly ApplicationFact[]> {
  const [applications, licenses] = await Promise.all([knownApplications(context), known(() => listLicenses(context))]);
  const now = context.clock.now();
  return applications
    .filter(({ copyOf }) => copyOf === undefined)
    .map((application) => ({
      slug: application.slug,
      title: application.title,
      license: licenses.kind === "unknown" ? licenses : licenseOf(application, licenses.value, now),
    }));
}

type Licenses = ReadonlyMap<string, Secret>;

async function listLicenses({ kubernetes }: Context): Promise<Licenses> {
  const found = await kubernetes.listAll<Secret>(secrets, { labelSelector: `${labels.record}=license` });
  return new Map(found.map((secret) => [keyOf(secret.metadata.namespace, secretSlug(secret)), secret]));
}

function secretSlug({ metadata }: Secret): string {
  return metadata.labels?.[labels.application] ?? "";
}

function keyOf(namespace: string | undefined, slug: string): string {
  return `${namespace ?? ""}/${slug}`;
}

function licenseOf({ slug, namespace }: InstalledApplication, licenses: Licenses, now: number): Known<GateDecision> {
  const secret = licenses.get(keyOf(namespace, slug));
  try {
    const held = heldLicense(recordsFrom(slug, secret === undefined ? [] : [secret]));
    return { kind: "known", value: decideGate("full-backup", held, now) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: "unknown", reason: whyOf(error) };
  }
}
