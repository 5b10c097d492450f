/** What a run of dependency-cruiser is worth: violations, and proof that it read the whole tree. */

export interface Cruise {
  /** Files that must have been read. */
  readonly sources: readonly string[];
  /** Files that were read, each with the number of imports found in it. */
  readonly modules: readonly { readonly source: string; readonly imports: number }[];
  readonly violations: readonly string[];
}

export interface Verdict {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** A parser that reads nothing reports no violation, so unread files and an import count near zero are failures too. */
export function judge({ sources, modules, violations }: Cruise): Verdict {
  const seen = new Set(modules.map(({ source }) => source));
  const missed = sources.filter((source) => !seen.has(source)).map((source) => `not read: ${source}`);
  const imports = modules.reduce((sum, module) => sum + module.imports, 0);
  const tooFew = sources.length === 0 || imports < sources.length / 2;
  const lines = [
    ...violations,
    ...missed,
    ...(tooFew ? [`only ${imports} imports were found in ${sources.length} files: the parser does not see them`] : []),
    `layers: ${modules.length} modules, ${imports} imports, ${violations.length} violations`,
  ];
  return { ok: violations.length === 0 && missed.length === 0 && !tooFew, lines };
}
