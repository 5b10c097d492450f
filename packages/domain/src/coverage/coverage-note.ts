import { parseObject, textsOf } from "./note-json.ts";
import type { Coverage, CoverageCode, CoverageFinding, CoverageLevel } from "./coverage.ts";

/** What was known when the backup was begun, as its member carries it. Names are "<namespace>/<name>". */
export interface CoverageNote {
  /** Volumes that were to be in it. */
  readonly held: readonly string[];
  readonly notHeld: readonly string[];
  readonly findings: readonly Pick<CoverageFinding, "code" | "level" | "subject" | "message">[];
  /** Findings that found no room, the least serious ones. */
  readonly omitted: number;
}

/** Kubernetes allows 256 KiB for all annotations of an object together. */
const maximalLength = 32 * 1024;

export function noteOf({ volumes, findings }: Coverage): CoverageNote {
  const names = (held: boolean) =>
    volumes.filter((volume) => volume.held === held).map(({ namespace, name }) => `${namespace}/${name}`);
  const short = findings.map(({ code, level, subject, message }) => ({ code, level, subject, message }));
  return { held: names(true), notHeld: names(false), findings: short, omitted: 0 };
}

/** One line of JSON. A note that is too long loses its last findings, and its names when even that is not enough. */
export function writeNote(note: CoverageNote): string {
  for (let kept = note.findings.length; kept >= 0; kept = kept === 0 ? -1 : Math.floor(kept / 2)) {
    const text = JSON.stringify({
      ...note,
      findings: note.findings.slice(0, kept),
      omitted: note.omitted + note.findings.length - kept,
    });
    if (text.length <= maximalLength) return text;
  }
  return JSON.stringify({ held: [], notHeld: [], findings: [], omitted: note.omitted + note.findings.length });
}

const levels: readonly string[] = ["serious", "warning", "note"] satisfies readonly CoverageLevel[];

/** Undefined for what is no note. */
export function readNote(text: string | undefined): CoverageNote | undefined {
  const value = parseObject(text);
  const held = textsOf(value?.["held"]);
  const notHeld = textsOf(value?.["notHeld"]);
  const findings = value?.["findings"];
  const omitted = value?.["omitted"];
  if (held === undefined || notHeld === undefined || !Array.isArray(findings) || typeof omitted !== "number")
    return undefined;
  return { held, notHeld, findings: findings.flatMap(findingOf), omitted };
}

function findingOf(value: unknown): CoverageNote["findings"] {
  if (typeof value !== "object" || value === null) return [];
  const { code, level, subject, message } = value as Readonly<Record<string, unknown>>;
  if (typeof code !== "string" || typeof level !== "string" || !levels.includes(level)) return [];
  if (typeof subject !== "string" || typeof message !== "string") return [];
  // A code of a later version is shown as it is.
  return [{ code: code as CoverageCode, level: level as CoverageLevel, subject, message }];
}
