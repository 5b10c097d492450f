import { TemplateError } from "../template-error.ts";
import { integer, text } from "../value.ts";
import type { TemplateScope } from "../scope.ts";
import { printf } from "./printf.ts";
import { many, takes, takesFrom } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";

/** Sprig's and KOTS's functions on texts. The text that is worked on comes last, so that it can be piped in. */
export const textFunctions: TemplateFunctions = {
  quote: takesFrom(1, many, (args) => args.map((arg) => JSON.stringify(text(arg))).join(" ")),
  squote: takesFrom(1, many, (args) => args.map((arg) => `'${text(arg)}'`).join(" ")),
  print: takesFrom(0, many, (args) => args.map(text).join("")),
  println: takesFrom(0, many, (args) => `${args.map(text).join(" ")}\n`),
  printf: takesFrom(1, many, ([format, ...args]) => printf(text(format), args)),
  cat: takesFrom(1, many, (args) =>
    args
      .map(text)
      .filter((part) => part !== "")
      .join(" "),
  ),
  toString: takes(1, ([value]) => text(value)),
  trim: takes(1, ([value]) => text(value).trim()),
  TrimSpace: takes(1, ([value]) => text(value).trim()),
  trimAll: takes(2, ([cut, value]) => trimSet(text(value), text(cut))),
  Trim: takesFrom(1, 2, ([value, cut]) => (cut === undefined ? text(value).trim() : trimSet(text(value), text(cut)))),
  trimPrefix: takes(2, ([prefix, value]) => withoutPrefix(text(value), text(prefix))),
  trimSuffix: takes(2, ([suffix, value]) => withoutSuffix(text(value), text(suffix))),
  upper: takes(1, ([value]) => text(value).toUpperCase()),
  ToUpper: takes(1, ([value]) => text(value).toUpperCase()),
  lower: takes(1, ([value]) => text(value).toLowerCase()),
  ToLower: takes(1, ([value]) => text(value).toLowerCase()),
  title: takes(1, ([value]) => text(value).replaceAll(/(?<=^|\s)\S/gu, (first) => first.toUpperCase())),
  untitle: takes(1, ([value]) => text(value).replaceAll(/(?<=^|\s)\S/gu, (first) => first.toLowerCase())),
  nospace: takes(1, ([value]) => text(value).replaceAll(/\s/gu, "")),
  contains: takes(2, ([part, value]) => text(value).includes(text(part))),
  hasPrefix: takes(2, ([prefix, value]) => text(value).startsWith(text(prefix))),
  hasSuffix: takes(2, ([suffix, value]) => text(value).endsWith(text(suffix))),
  replace: takes(3, ([old, fresh, value]) => text(value).split(text(old)).join(text(fresh))),
  repeat: takes(2, ([count, value]) => repeat(text(value), integer(count))),
  trunc: takes(2, ([length, value]) => truncate(text(value), integer(length))),
  substr: takes(3, ([start, end, value]) => substring(text(value), integer(start), integer(end))),
  indent: takes(2, ([spaces, value], scope) => indent(scope, integer(spaces), text(value))),
  nindent: takes(2, ([spaces, value], scope) => `\n${indent(scope, integer(spaces), text(value))}`),
};

const longestRepetition = 1024 * 1024;

function repeat(value: string, count: number): string {
  if (count < 0 || value.length * count > longestRepetition) throw new TemplateError("repeat: the result is too long");
  return value.repeat(count);
}

function trimSet(value: string, cut: string): string {
  const characters = Array.from(value);
  const kept = (character: string): boolean => !cut.includes(character);
  const first = characters.findIndex(kept);
  return first < 0 ? "" : characters.slice(first, characters.findLastIndex(kept) + 1).join("");
}

function withoutPrefix(value: string, prefix: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

function withoutSuffix(value: string, suffix: string): string {
  return suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
}

/** A negative length keeps the end, as in Sprig. */
function truncate(value: string, length: number): string {
  return length < 0 ? value.slice(length) : value.slice(0, length);
}

function substring(value: string, start: number, end: number): string {
  return end < 0 ? value.slice(Math.max(0, start)) : value.slice(Math.max(0, start), end);
}

/**
 * Vendors count columns from the left edge of the file. YAML takes the block's own indentation away, and the value is
 * rendered after that: so much less is added. Outside of a block the value is no lines of YAML, and nothing to indent.
 */
function indent({ blockIndentation }: TemplateScope, spaces: number, value: string): string {
  if (blockIndentation === undefined) {
    throw new TemplateError(
      "indent and nindent stand in a YAML block (key: |) only; elsewhere a value needs no indenting",
    );
  }
  const prefix = " ".repeat(Math.max(0, Math.min(200, spaces) - blockIndentation));
  return value
    .split("\n")
    .map((line) => prefix + line)
    .join("\n");
}
