const instancePart = 5;

/** The member that carries the console's own records. */
export const consoleMember = "console";

/** `YYYYMMDDhhmmss` in UTC. */
export function timePart(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
}

/** Name of a set that a person asked for. `random` keeps two of the same second apart. */
export function manualSetName(instanceId: string, milliseconds: number, random: string): string {
  return `m-${instanceId.slice(0, instancePart)}-${timePart(milliseconds)}-${random}`;
}

/** Name of a set that an operation makes for itself. A name that a failed Velero Backup used cannot be used again. */
export function operationSetName(instanceId: string, operationId: string, attempt = 1): string {
  const again = attempt === 1 ? "" : `-${attempt}`;
  return `x-${instanceId.slice(0, instancePart)}-${operationId}${again}`;
}

/** Name of the Velero Backup that carries one application, or the console. */
export function memberName(setName: string, part: string): string {
  return `${setName}-${part}`;
}

/** Name of a try to restore one member; a name that a failed Velero Restore used cannot be used again. */
export function restoreName(operationId: string, attempt: number, part: string): string {
  return `${operationId}-${attempt}-${part}`;
}

/** The attempt of such a name; undefined for a name that is made otherwise. */
export function attemptOf(name: string, operationId: string, part: string): number | undefined {
  const [before, after] = [`${operationId}-`, `-${part}`];
  if (!name.startsWith(before) || !name.endsWith(after)) return undefined;
  const attempt = name.slice(before.length, -after.length);
  return /^[1-9][0-9]*$/.test(attempt) ? Number(attempt) : undefined;
}

/** Name of the set that a schedule makes of one of its times: the same for whoever makes it, however often. */
export function scheduledSetName(instanceId: string, schedule: string, slotMilliseconds: number): string {
  return `s-${instanceId.slice(0, instancePart)}-${schedule}-${timePart(slotMilliseconds)}`;
}
