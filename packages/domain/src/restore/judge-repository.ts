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
 * Of a repository that Velero calls Ready. It says so when the repository's first file is there, without using the
 * password (1.18.3), and makes an empty one in the place of one that is gone; its maintenance, once an hour, is what
 * reads in it. What that said is of its time: files may have been put back since, and it may not run any more; so it asks
 * and does not refuse.
 */
export function judgeRepository({ subject, namespace, maintenance }: RepositoryQuestion): Check {
  const check = { code: "repository-not-ready", subject };
  if (maintenance === undefined || maintenance.result !== "Failed") {
    const message = `The repository with the volumes of ${namespace} is in the store; neither whether the password opens it nor what is in it is known before the restore`;
    return { ...check, result: "passed", message };
  }
  const { at, message: said = "Velero does not say why" } = maintenance;
  const when = at === undefined ? "" : ` at ${at}`;
  if (lost.test(said)) {
    return {
      ...check,
      result: "needs-acceptance",
      message: `Files of the repository with the volumes of ${namespace} are missing in the store, going by its last maintenance${when}, after which none has run; it said: ${said}`,
      remedy:
        "Whoever removed them may have a copy: put them back under the destination's prefix. Otherwise the data of these volumes is lost in every backup there: restore from another destination. If they are back since then, accept it.",
    };
  }
  return {
    ...check,
    result: "warning",
    message: `The repository with the volumes of ${namespace} is in the store, but its maintenance${when} failed: ${said}`,
    remedy: "See the logs of its maintenance Job in Velero's namespace before you rely on it.",
  };
}

/** Of a password that was written after the volumes were backed up, when nothing went through with it since. */
export function judgeUnprovenPassword({
  subject,
  changedAt,
  namespaces,
}: {
  readonly subject: string;
  readonly changedAt: string;
  readonly namespaces: readonly string[];
}): Check {
  return {
    code: "repository-password",
    subject,
    result: "needs-acceptance",
    message: `The repository password was written at ${changedAt}, after the volumes of ${namespaces.join(", ")} were backed up, and nothing of their repository was read or written with it since: if it is another one, they cannot be read, after the application was deleted`,
    remedy:
      "See that the Secret velero-repo-credentials holds the password of that time (`holdfast recovery kit check FILE` says whether a kit has it), or make a backup of the application first: when its volumes are Completed, the password is right.",
  };
}

/**
 * Nothing that Velero offers tries the password before the data of a volume is read. What is known is whether it is the
 * one of the recovery kit that was exported last.
 */
export function judgePassword({
  subject,
  veleroNamespace,
  exportedAt,
}: {
  readonly subject: string;
  readonly veleroNamespace: string;
  readonly exportedAt: string;
}): Check {
  return {
    code: "repository-password",
    subject,
    result: "needs-acceptance",
    message: `The repository password that Velero in ${veleroNamespace} uses is not the one of the recovery kit of ${exportedAt}: volumes that were backed up with that one could not be read, after the application was deleted`,
    remedy: `If the present one is right: \`holdfast recovery kit export --to FILE\`. Otherwise put the right one into the Secret ${veleroNamespace}/velero-repo-credentials (\`holdfast recovery kit check FILE\` says whether a kit has it).`,
  };
}
