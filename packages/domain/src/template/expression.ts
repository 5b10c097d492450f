import { TemplateError } from "./template-error.ts";
import type { TemplateScalar } from "./value.ts";

/** What stands between the braces, parsed: Go's template pipelines, as far as releases need them. */
export type Expression =
  | { readonly kind: "literal"; readonly value: TemplateScalar }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** `( … ).name` */
  | { readonly kind: "field"; readonly of: Expression; readonly name: string };

type Token =
  | { readonly kind: "literal"; readonly value: TemplateScalar }
  | { readonly kind: "name" | "field"; readonly name: string }
  | { readonly kind: "pipe" | "open" | "close" };

const tokenPattern =
  /\s*(?:(?<string>"(?:[^"\\\n]|\\.)*")|(?<raw>`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)(?![\w.])|(?<name>[A-Za-z_]\w*)|(?<mark>[|()]))|(?<=\)|\)(?:\.\w+)+)\.(?<field>[A-Za-z_]\w*)/uy;

/** Splits an action's text; everything outside the grammar is a TemplateError that shows it. */
function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (text.slice(position).trim() !== "") {
    tokenPattern.lastIndex = position;
    const match = tokenPattern.exec(text);
    if (match === null) throw new TemplateError(`"${text.slice(position).trim()}" cannot stand in a template`);
    tokens.push(tokenOf(match.groups ?? {}));
    position = tokenPattern.lastIndex;
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { string, raw, number, name, mark, field } = groups;
  if (string !== undefined) return { kind: "literal", value: unquote(string) };
  if (raw !== undefined) return { kind: "literal", value: raw.slice(1, -1) };
  if (number !== undefined) return { kind: "literal", value: Number(number) };
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
  if (name !== undefined) return { kind: "name", name };
  if (field !== undefined) return { kind: "field", name: field };
  return { kind: mark === "|" ? "pipe" : mark === "(" ? "open" : "close" };
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new TemplateError(`${quoted} has an escape that is not known`);
  }
}

/** `a | f x` is `f x a`. */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  const state = { tokens, position: 0 };
  const expression = parsePipeline(state);
  if (state.position < tokens.length) throw new TemplateError(`there is a ")" too many in "${text.trim()}"`);
  return expression;
}

interface ParserState {
  readonly tokens: readonly Token[];
  position: number;
}

function parsePipeline(state: ParserState): Expression {
  let expression = parseCommand(state);
  while (state.tokens[state.position]?.kind === "pipe") {
    state.position += 1;
    const next = parseCommand(state);
    if (next.kind !== "call") throw new TemplateError("a function must follow after |");
    expression = { ...next, args: [...next.args, expression] };
  }
  return expression;
}

function parseCommand(state: ParserState): Expression {
  const first = state.tokens[state.position];
  if (first?.kind !== "name") {
    const operand = parseOperand(state);
    if (operand === undefined) throw new TemplateError("a function or a value is missing");
    if (startsOperand(state.tokens[state.position])) throw new TemplateError("only a function takes arguments");
    return operand;
  }
  state.position += 1;
  const args: Expression[] = [];
  for (let operand = parseOperand(state); operand !== undefined; operand = parseOperand(state)) args.push(operand);
  return { kind: "call", name: first.name, args };
}

function startsOperand(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== "pipe" && token.kind !== "close";
}

/** A literal, a name without arguments, or a pipeline in parentheses; undefined at the end of the command. */
function parseOperand(state: ParserState): Expression | undefined {
  const token = state.tokens[state.position];
  if (token === undefined || token.kind === "pipe" || token.kind === "close") return undefined;
  state.position += 1;
  if (token.kind === "literal") return token;
  if (token.kind === "name") return { kind: "call", name: token.name, args: [] };
  const inner = parsePipeline(state);
  if (state.tokens[state.position]?.kind !== "close") throw new TemplateError('a ")" is missing');
  state.position += 1;
  return parseFields(state, inner);
}

/** The tokenizer gives a field only right behind a ")" or another field. */
function parseFields(state: ParserState, of: Expression): Expression {
  let expression = of;
  for (let token = state.tokens[state.position]; token?.kind === "field"; token = state.tokens[state.position]) {
    expression = { kind: "field", of: expression, name: token.name };
    state.position += 1;
  }
  return expression;
}
