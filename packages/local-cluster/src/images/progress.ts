import { describeProgramProgress, describeSeconds, type ProgramProgress } from "../programs/progress.ts";

export type ImageProgress =
  | ProgramProgress
  | {
      readonly kind: "building-image";
      readonly image: string;
      /** Counted from 1. */
      readonly number: number;
      readonly total: number;
    }
  | { readonly kind: "waiting-image"; readonly image: string }
  | { readonly kind: "built-image"; readonly image: string; readonly bytes: number; readonly seconds: number };

export type ReportImageProgress = (progress: ImageProgress) => void;

/** One line for a terminal or a log. */
export function describeImageProgress(progress: ImageProgress): string {
  switch (progress.kind) {
    case "building-image":
      return `putting together image ${progress.image} (${progress.number} of ${progress.total})`;
    case "waiting-image":
      return `waiting for another build of image ${progress.image} on this machine`;
    case "built-image":
      return `image ${progress.image} is ready after ${describeSeconds(progress.seconds)}, ${Math.round(progress.bytes / 1e6)} MB`;
    case "waiting":
    case "building":
    case "compiling":
    case "built":
      return describeProgramProgress(progress);
  }
}
