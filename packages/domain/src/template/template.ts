import { parseExpression } from "./expression.ts";
import type { Expression } from "./expression.ts";
import { TemplateError } from "./template-error.ts";

/** A string value with its templates found and parsed. */
export type Template = readonly TemplateNode[];

type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly expression: Expression }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: Template };

interface Branch {
  readonly condition: Expression;
  readonly body: Template;
}

/** Where a template begins: `repl{{` or `{{repl`. Other `{{` are left alone. */
const templateStart = /repl\{\{-?|\{\{repl(?=[\s}]|-?\}\})/u;

export function hasTemplate(text: string): boolean {
  return templateStart.test(text);
}

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly text: string; readonly trimBefore: boolean; readonly trimAfter: boolean };

/** Throws TemplateError. */
export function parseTemplate(text: string): Template {
  const parts = trimmed(split(text));
  const cursor: Cursor = { parts, position: 0 };
  const nodes = parseNodes(cursor);
  const rest = cursor.parts[cursor.position];
  if (rest?.kind === "action") throw new TemplateError(`"${rest.text}" stands without an if before it`);
  return nodes;
}

function split(text: string): readonly Part[] {
  const parts: Part[] = [];
  let rest = text;
  for (let match = templateStart.exec(rest); match !== null; match = templateStart.exec(rest)) {
    if (match.index > 0) parts.push({ kind: "text", text: rest.slice(0, match.index) });
    const inside = rest.slice(match.index + match[0].length);
    const end = endOfAction(inside);
    const written = inside.slice(0, end);
    const trimAfter = /\s-$/u.test(written);
    parts.push({
      kind: "action",
      text: (trimAfter ? written.slice(0, -1) : written).trim(),
      trimBefore: match[0].endsWith("-"),
      trimAfter,
    });
    rest = inside.slice(end + 2);
  }
  if (rest !== "") parts.push({ kind: "text", text: rest });
  return parts;
}

/** Offset of the closing braces; braces inside string literals do not count. */
function endOfAction(text: string): number {
  const pattern = /"(?:[^"\\]|\\.)*"|`[^`]*`|\}\}/gu;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === "}}") return match.index;
  }
  throw new TemplateError("a template is opened and never closed with }}");
}

function trimmed(parts: readonly Part[]): readonly Part[] {
  return parts.map((part, index) => {
    if (part.kind === "action") return part;
    const before = parts[index - 1];
    const after = parts[index + 1];
    const left = before?.kind === "action" && before.trimAfter ? part.text.trimStart() : part.text;
    return { ...part, text: after?.kind === "action" && after.trimBefore ? left.trimEnd() : left };
  });
}

interface Cursor {
  readonly parts: readonly Part[];
  position: number;
}

/** Up to the end, or up to an `else` or `end`, which is left for the caller. */
function parseNodes(cursor: Cursor): Template {
  const nodes: TemplateNode[] = [];
  for (let part = cursor.parts[cursor.position]; part !== undefined; part = cursor.parts[cursor.position]) {
    if (part.kind === "text") {
      if (part.text !== "") nodes.push(part);
      cursor.position += 1;
      continue;
    }
    if (/^\/\*.*\*\/$/su.test(part.text)) {
      // A comment of Go's templates.
      cursor.position += 1;
      continue;
    }
    if (part.text === "end" || /^else\b/u.test(part.text)) break;
    cursor.position += 1;
    nodes.push(/^if\b/u.test(part.text) ? parseIf(cursor, part.text) : actionNode(part.text));
  }
  return nodes;
}

function actionNode(text: string): TemplateNode {
  const keyword = /^(?:range|with|define|template|block|break|continue)\b/u.exec(text)?.[0];
  if (keyword !== undefined) throw new TemplateError(`"${keyword}" is not supported`);
  return { kind: "output", expression: parseExpression(text) };
}

function parseIf(cursor: Cursor, opening: string): TemplateNode {
  const branches: Branch[] = [{ condition: parseExpression(opening.slice(2)), body: parseNodes(cursor) }];
  let otherwise: Template = [];
  for (;;) {
    const part = cursor.parts[cursor.position];
    if (part?.kind !== "action") throw new TemplateError('an "if" has no "end"');
    cursor.position += 1;
    if (part.text === "end") return { kind: "if", branches, otherwise };
    const condition = /^else\s+if\b(?<condition>.*)$/su.exec(part.text)?.groups?.["condition"];
    if (condition !== undefined) branches.push({ condition: parseExpression(condition), body: parseNodes(cursor) });
    else if (part.text === "else") otherwise = parseNodes(cursor);
    else throw new TemplateError(`"${part.text}" is not understood`);
  }
}
