/** What a build says while it runs. Times are seconds since this program's build began. */
export type ProgramProgress =
  | { readonly kind: "waiting"; readonly program: string }
  | {
      readonly kind: "building";
      readonly program: string;
      readonly version: string;
      /** Counted from 1. */
      readonly number: number;
      readonly total: number;
      readonly left: readonly string[];
    }
  | { readonly kind: "compiling"; readonly program: string; readonly packages: number; readonly seconds: number }
  | { readonly kind: "built"; readonly program: string; readonly bytes: number; readonly seconds: number };

export type ReportProgramProgress = (progress: ProgramProgress) => void;

/** One line for a terminal or a log. */
export function describeProgramProgress(progress: ProgramProgress): string {
  switch (progress.kind) {
    case "waiting":
      return `waiting for another build of ${progress.program} on this machine`;
    case "building":
      return `building ${progress.program} ${progress.version} (${progress.number} of ${progress.total}${describeLeft(progress.left)})`;
    case "compiling":
      return `building ${progress.program}: ${progress.packages} packages compiled, ${describeSeconds(progress.seconds)}`;
    case "built":
      return `built ${progress.program} in ${describeSeconds(progress.seconds)}, ${Math.round(progress.bytes / 1e6)} MB`;
  }
}

function describeLeft(left: readonly string[]): string {
  if (left.length === 0) return ", the last";
  const shown = left.slice(0, 3).join(", ");
  return `, then ${shown}${left.length > 3 ? ` and ${left.length - 3} more` : ""}`;
}

export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
