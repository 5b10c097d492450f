import { LineCounter, isCollection, parseAllDocuments, visit } from "yaml";
import type { Document, ParsedNode, ScalarTag, Tags } from "yaml";
import type { ReleaseProblem } from "./problem.ts";

/** One YAML document as it was written. */
export interface YamlDocument {
  readonly file: string;
  /** Line of its first content; the first line of the file is 1. */
  readonly line: number;
  readonly source: Document.Parsed;
  /** The values as they are written, templates not rendered. */
  readonly values: unknown;
  /** Line of what a path names, or of its nearest parent that exists. */
  lineOf(path: readonly (string | number)[]): number;
  lineAt(offset: number): number;
  /** Columns by which the lines of a block (`|` or `>`) are indented, that stands between two offsets. */
  indentationBetween(start: number, end: number): number;
}

/** `0644` is octal and `yes` is true for kubectl, so they are here: manifests are written for it. */
const kubectlOctal: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  identify: (value) => typeof value === "number",
  default: true,
  test: /^[-+]?0[0-7]+$/u,
  resolve: (text) => Number.parseInt(text, 8),
};
const kubectlTrue: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  identify: (value) => value === true,
  default: true,
  test: /^(?:yes|Yes|YES|on|On|ON)$/u,
  resolve: () => true,
};
const kubectlFalse: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  identify: (value) => value === false,
  default: true,
  test: /^(?:no|No|NO|off|Off|OFF)$/u,
  resolve: () => false,
};

/** Reading and writing with these, a text such as "on" or "0644" comes back as the text it was. */
export const yamlOptions = {
  merge: true,
  customTags: (tags: readonly Tags[number][]): Tags => [kubectlOctal, kubectlTrue, kubectlFalse, ...tags],
} as const;

/** Bounds how far aliases may multiply a document: the YAML form of a bomb. */
export const maxAliasCount = 100;

export type YamlReading =
  | { readonly kind: "read"; readonly documents: readonly YamlDocument[] }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** Reads all documents of a file; empty documents are left out. */
export function readYamlDocuments(file: string, text: string): YamlReading {
  const lines = new LineCounter();
  const sources = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    ...yamlOptions,
  });
  if (!Array.isArray(sources)) return { kind: "read", documents: [] };
  // The errors after the first of a document only follow from it.
  const problems = sources.flatMap((source) =>
    source.errors.slice(0, 1).map((error) => yamlProblem(file, lines.linePos(error.pos[0]).line, error.message, text)),
  );
  if (problems.length > 0) return { kind: "refused", problems };
  const written = sources.filter((source) => source.contents !== null && !isNothing(source.contents));
  const keys = written.flatMap((source) => mappingKeys(source).map((offset) => lines.linePos(offset).line));
  if (keys.length > 0) {
    return { kind: "refused", problems: keys.map((line) => yamlProblem(file, line, "a mapping as a key", text)) };
  }
  const documents = written.map((source) => yamlDocument({ file, text }, source, lines));
  const bombs = documents.filter((document) => document.values === tooManyAliases);
  return bombs.length === 0 ? { kind: "read", documents } : { kind: "refused", problems: bombs.map(bombProblem) };
}

/** Offsets of keys that are no scalars: what an unquoted {{repl … }} is for YAML. */
function mappingKeys(source: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(source, {
    Pair(_, pair) {
      if (isCollection(pair.key)) offsets.push(pair.key.range?.[0] ?? 0);
    },
  });
  return offsets;
}

const tooManyAliases = Symbol("too many aliases");

function bombProblem({ file, line }: YamlDocument): ReleaseProblem {
  return { code: "invalid-release", file, line, message: "its aliases multiply the document too often" };
}

function valuesOf(source: Document.Parsed): unknown {
  try {
    return source.toJS({ maxAliasCount });
  } catch {
    // yaml throws here for one reason only: more than maxAliasCount resolved aliases.
    return tooManyAliases;
  }
}

function isNothing(node: ParsedNode): boolean {
  return "value" in node && node.value === null;
}

function yamlProblem(file: string, line: number, message: string, text: string): ReleaseProblem {
  const written = text.split("\n")[line - 1] ?? "";
  const hint = /(?:^|[^"'`\w])(?:\{\{repl|repl\{\{)/u.test(written) ? "; put the template in quotes" : "";
  return { code: "invalid-release", file, line, message: `this is not YAML: ${firstLine(message)}${hint}` };
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}

interface SourceFile {
  readonly file: string;
  readonly text: string;
}

function yamlDocument({ file, text }: SourceFile, source: Document.Parsed, lines: LineCounter): YamlDocument {
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const line = lineAt(source.contents?.range[0] ?? source.range[0]);
  return {
    file,
    line,
    source,
    values: valuesOf(source),
    lineAt,
    indentationBetween: (start, end) => indentationOf(text.slice(start, end)),
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = source.getIn(path.slice(0, length), true);
        if (isRanged(node)) return lineAt(node.range[0]);
      }
      return line;
    },
  };
}

/** The first line is the block's header; empty lines have no indentation. */
function indentationOf(block: string): number {
  const lines = block.split("\n").slice(1);
  const depths = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  return depths.length === 0 ? 0 : Math.min(...depths);
}

function isRanged(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
