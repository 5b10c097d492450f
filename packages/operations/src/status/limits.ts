import { limitFor, limitSeconds, withLimit } from "@holdfast/domain";
import type { LimitSettings, LimitSubject, LimitText } from "@holdfast/domain";
import { findApplication, listApplications } from "../applications/find-application.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { changeSettings } from "../settings/change-settings.ts";
import { readSettings } from "../settings/read-settings.ts";

/** The limit that holds for a subject. */
export interface LimitView {
  readonly subject: LimitSubject;
  readonly atMost: LimitText;
  readonly seconds: number;
  /** Set for this subject; else it is the default's. */
  readonly own: boolean;
}

/** Faults: application-not-found, invalid-argument, holdfast-not-installed, missing-rights. */
export async function setLimit(context: Context, subject: LimitSubject, limit: LimitText): Promise<void> {
  limitSeconds(limit);
  if (subject.kind === "application") await findApplication(context, subject.slug);
  await change(context, subject, limit);
}

/** The default holds again; also for an application that is gone. Faults: holdfast-not-installed, missing-rights. */
export async function unsetLimit(context: Context, subject: LimitSubject): Promise<void> {
  const { limits = {} } = await readSettings(context);
  // Nobody needs an object that says nothing.
  if (limitFor(limits, subject).own) await change(context, subject, undefined);
}

async function change(context: Context, subject: LimitSubject, limit: LimitText | undefined): Promise<void> {
  await changeSettings(context, (now) => ({ ...now, limits: withLimit(now.limits ?? {}, subject, limit) }));
}

/** The default, full backups' and that of each installed application. */
export async function listLimits(context: Context): Promise<readonly LimitView[]> {
  try {
    const [{ limits = {} }, applications] = await Promise.all([readSettings(context), listApplications(context)]);
    const installed = applications.filter(({ copyOf }) => copyOf === undefined);
    const subjects: readonly LimitSubject[] = [
      { kind: "default" },
      { kind: "instance" },
      ...installed.map(({ slug }) => ({ kind: "application", slug }) as const),
    ];
    return subjects.map((subject) => viewLimit(limits, subject));
  } catch (error) {
    throw fromApiError(error);
  }
}

function viewLimit(limits: LimitSettings, subject: LimitSubject): LimitView {
  const { text, own } = limitFor(limits, subject);
  return { subject, atMost: text, seconds: limitSeconds(text), own };
}
