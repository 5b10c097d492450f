import type { Check } from "./check.ts";

export interface RepositoryQuestion {
  readonly subject: string;
  /** Whose volumes it holds. */
  readonly namespace: string;
  /** The newest maintenance that has ended; absent: there was none, or this Velero keeps no history. */
  readonly maintenance?: { readonly result: string; readonly at?: string; readonly message?: string };
}

/** What kopia and its store say when files of a repository are not there. */
const lost = /not initialized|NoSuchKey|BLOB not found|unable to find (?:blob|index)/iu;

/**
 * Of a repository that Velero calls Ready. It says so from the moment it has opened it once, and makes an empty one in the
 * place of one that is gone; its maintenance, once an hour, is what reads in it.
 */
export function judgeRepository({ subject, namespace, maintenance }: RepositoryQuestion): Check {
  const check = { code: "repository-not-ready", subject };
  if (maintenance === undefined || maintenance.result !== "Failed") {
    const message = `The repository with the volumes of ${namespace} can be opened; what is in it is not checked before the restore`;
    return { ...check, result: "passed", message };
  }
  const { at, message: said = "Velero does not say why" } = maintenance;
  const when = at === undefined ? "" : ` at ${at}`;
  if (lost.test(said)) {
    return {
      ...check,
      result: "refused",
      message: `Files of the repository with the volumes of ${namespace} are missing in the store; its maintenance${when} said: ${said}`,
      remedy:
        "Whoever removed them may have a copy: put them back under the destination's prefix. Otherwise the data of these volumes is lost in every backup there: restore from another destination.",
    };
  }
  return {
    ...check,
    result: "warning",
    message: `The repository with the volumes of ${namespace} can be opened, but its maintenance${when} failed: ${said}`,
    remedy: "See the logs of its maintenance Job in Velero's namespace before you rely on it.",
  };
}
