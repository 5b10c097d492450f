import { Fault } from "@holdfast/domain";
import type { MemberPart } from "@holdfast/domain";
import { readRecords } from "../applications/application-records.ts";
import { lookForApplication } from "../applications/find-application.ts";
import { secretValues } from "../applications/mask-secrets.ts";
import { renderStored } from "../applications/render-release.ts";
import type { Context } from "../context.ts";

/** The values that must not be shown with what an application's programs wrote. */
export type KnownSecrets =
  | { readonly kind: "known"; readonly values: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** Of the config of the application as it is now. Of the console and of backups made outside there are none. */
export async function readSecrets(context: Context, part: MemberPart): Promise<KnownSecrets> {
  if (part.kind !== "application") return { kind: "known", values: [] };
  try {
    const application = await lookForApplication(context, part.slug);
    if (application === undefined) return { kind: "unknown", reason: `${part.slug} is not installed here` };
    const records = await readRecords(context, application);
    const { release, config } = await renderStored(context, application, records, application.sequence);
    return { kind: "known", values: secretValues(release.config, config) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: "unknown", reason: error.message };
  }
}

/** The same, read at most once and only when something may hold one. */
export function secretsWhenNeeded(context: Context, part: MemberPart): () => Promise<KnownSecrets> {
  let reading: Promise<KnownSecrets> | undefined;
  return () => (reading ??= readSecrets(context, part));
}
