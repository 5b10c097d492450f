/** KOTS's annotations on a release's objects, as far as they are honoured here. */
export const kotsAnnotations = {
  /** Left out unless it renders to "true". */
  when: "kots.io/when",
  /** Left out when it renders to "true". */
  exclude: "kots.io/exclude",
  /** "true": never deleted, whoever deletes. */
  keep: "kots.io/keep",
  /** Whole numbers from -9999 to 9999, the lowest first; 0 when absent. */
  creationPhase: "kots.io/creation-phase",
  deletionPhase: "kots.io/deletion-phase",
  /** "true": what comes after it is applied when it is Ready. */
  waitForReady: "kots.io/wait-for-ready",
  /** "path=value,path=value": what comes after it is applied when all of them hold. */
  waitForProperties: "kots.io/wait-for-properties",
} as const;

export type Annotations = Readonly<Record<string, string>>;

/** A field of an object that has to get a value before anything else is applied. */
export interface WaitedProperty {
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/** "true" and "1" (a bool item's value) are yes, "false" and "0" are no; undefined: neither. */
export function readSwitch(value: unknown): boolean | undefined {
  const written = String(value).trim().toLowerCase();
  if (written === "true" || written === "1") return true;
  return written === "false" || written === "0" ? false : undefined;
}

const farthestPhase = 9999;

/** Undefined: not a phase. */
export function readPhase(value: unknown): number | undefined {
  const written = String(value).trim();
  if (!/^[-+]?\d{1,5}$/u.test(written)) return undefined;
  const phase = Number(written);
  return Math.abs(phase) > farthestPhase ? undefined : phase;
}

/** Undefined when it cannot be understood. */
export function readProperties(value: unknown): readonly WaitedProperty[] | undefined {
  const properties = String(value).split(",").map(readProperty);
  return properties.every((property) => property !== undefined) ? properties : undefined;
}

function readProperty(written: string): WaitedProperty | undefined {
  const match = /^\s*\.?(?<path>[^=]+)=(?<value>[^=]*)$/su.exec(written);
  const parts = (match?.groups?.["path"] ?? "").trim().match(/[^.[\]]+|\[\d+\]/gu);
  if (match === null || parts === null) return undefined;
  const path = parts.map((part) => (part.startsWith("[") ? Number(part.slice(1, -1)) : part));
  return { path, value: (match.groups?.["value"] ?? "").trim() };
}

/** Whether an object is never to be deleted. What is no "true" keeps nothing: anybody may write annotations. */
export function isKept(annotations: Annotations | undefined): boolean {
  return readSwitch(annotations?.[kotsAnnotations.keep]) === true;
}

/** 0 when there is none, or none that can be read. */
export function creationPhaseOf(annotations: Annotations | undefined): number {
  return readPhase(annotations?.[kotsAnnotations.creationPhase]) ?? 0;
}

/** 0 when there is none, or none that can be read. */
export function deletionPhaseOf(annotations: Annotations | undefined): number {
  return readPhase(annotations?.[kotsAnnotations.deletionPhase]) ?? 0;
}

/** What has to hold of an object before what comes after it is applied. */
export interface ApplyWait {
  readonly ready: boolean;
  readonly properties: readonly WaitedProperty[];
}

/** Undefined: nothing is waited for. */
export function applyWaitOf(annotations: Annotations | undefined): ApplyWait | undefined {
  const ready = readSwitch(annotations?.[kotsAnnotations.waitForReady]) === true;
  const written = annotations?.[kotsAnnotations.waitForProperties];
  const properties = written === undefined ? [] : (readProperties(written) ?? []);
  return ready || properties.length > 0 ? { ready, properties } : undefined;
}
