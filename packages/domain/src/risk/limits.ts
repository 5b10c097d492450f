import { Fault } from "../fault.ts";

/** How old the last good backup may become, as written: a number of minutes, hours or days such as 90m, 24h or 7d. */
export type LimitText = string;

/** What is set; a limit that is absent follows the default, and the default is a day. */
export interface LimitSettings {
  readonly default?: LimitText;
  /** Of full backups. */
  readonly instance?: LimitText;
  readonly applications?: readonly ApplicationLimit[];
}

export interface ApplicationLimit {
  readonly slug: string;
  readonly atMost: LimitText;
}

export type LimitSubject =
  | { readonly kind: "default" }
  | { readonly kind: "instance" }
  | { readonly kind: "application"; readonly slug: string };

export const defaultLimit: LimitText = "24h";

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };
const longestSeconds = 3650 * 86_400;

/** Faults: invalid-argument. */
export function limitSeconds(text: LimitText): number {
  const [, count, unit] = /^([1-9][0-9]{0,5})([mhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (unitSeconds[unit ?? ""] ?? Number.NaN);
  if (seconds > 0 && seconds <= longestSeconds) return seconds;
  throw new Fault("invalid-argument", `"${text}" is no limit of data at risk.`, {
    reason: "A limit is a whole number of minutes, hours or days, ten years at the most.",
    remedy: "Write it like 90m, 24h or 7d.",
  });
}

/** The limit that holds for a subject, and whether it was set for it. */
export function limitFor(settings: LimitSettings, subject: LimitSubject): { text: LimitText; own: boolean } {
  const own = ownLimit(settings, subject);
  return { text: own ?? settings.default ?? defaultLimit, own: own !== undefined };
}

function ownLimit(settings: LimitSettings, subject: LimitSubject): LimitText | undefined {
  switch (subject.kind) {
    case "default":
      return settings.default;
    case "instance":
      return settings.instance;
    case "application":
      return settings.applications?.find(({ slug }) => slug === subject.slug)?.atMost;
  }
}

/** The settings with one limit set, or taken away so that the default holds again. Faults: invalid-argument. */
export function withLimit(settings: LimitSettings, subject: LimitSubject, limit: LimitText | undefined): LimitSettings {
  if (limit !== undefined) limitSeconds(limit);
  const { default: ofAll, instance, applications = [] } = settings;
  switch (subject.kind) {
    case "default":
      return compact({ default: limit, instance, applications });
    case "instance":
      return compact({ default: ofAll, instance: limit, applications });
    case "application": {
      const others = applications.filter(({ slug }) => slug !== subject.slug);
      const own = limit === undefined ? [] : [{ slug: subject.slug, atMost: limit }];
      const all = [...others, ...own].toSorted((one, other) => (one.slug < other.slug ? -1 : 1));
      return compact({ default: ofAll, instance, applications: all });
    }
  }
}

interface LooseLimits {
  readonly default: LimitText | undefined;
  readonly instance: LimitText | undefined;
  readonly applications: readonly ApplicationLimit[];
}

function compact(limits: LooseLimits): LimitSettings {
  return {
    ...(limits.default === undefined ? {} : { default: limits.default }),
    ...(limits.instance === undefined ? {} : { instance: limits.instance }),
    ...(limits.applications.length === 0 ? {} : { applications: limits.applications }),
  };
}
