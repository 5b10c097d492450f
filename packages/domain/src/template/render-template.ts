import { TemplateError } from "./template-error.ts";
import type { Expression } from "./expression.ts";
import { findFunction } from "./functions/find-function.ts";
import { FactNeeded } from "./scope.ts";
import type { FactRequest, TemplateScope } from "./scope.ts";
import { parseTemplate } from "./template.ts";
import type { Template } from "./template.ts";
import { fieldOf, isTrue, text } from "./value.ts";
import type { TemplateScalar, TemplateValue } from "./value.ts";

export type TemplateResult =
  | { readonly kind: "rendered"; readonly value: TemplateScalar }
  | { readonly kind: "refused"; readonly message: string }
  /** A fact of the cluster has to be read first; then it is rendered again. */
  | { readonly kind: "needs"; readonly request: FactRequest };

/**
 * Renders one string value. The result is a number or a boolean only when the whole value is one expression of that
 * type; text around it, or an if, makes it a string.
 */
export function renderTemplate(source: string, scope: TemplateScope): TemplateResult {
  try {
    const template = parseTemplate(source);
    const [only] = template;
    const whole = template.length === 1 && only?.kind === "output";
    const value = whole ? evaluate(only.expression, scope) : renderNodes(template, scope);
    return { kind: "rendered", value: typeof value === "object" ? text(value) : value };
  } catch (error) {
    if (error instanceof TemplateError) return { kind: "refused", message: error.message };
    if (error instanceof FactNeeded) return { kind: "needs", request: error.request };
    throw error;
  }
}

export type TemplateCheck =
  | { readonly kind: "sound"; readonly calls: readonly TemplateCall[] }
  | { readonly kind: "refused"; readonly message: string };

/** A function with its first argument when that is written out: what lint compares with the Config. */
interface TemplateCall {
  readonly name: string;
  readonly firstArgument: TemplateScalar | undefined;
}

/** Everything that can be known without values: syntax, functions, numbers of arguments. */
export function checkTemplate(source: string): TemplateCheck {
  try {
    return { kind: "sound", calls: callsOf(parseTemplate(source)) };
  } catch (error) {
    if (error instanceof TemplateError) return { kind: "refused", message: error.message };
    throw error;
  }
}

function renderNodes(template: Template, scope: TemplateScope): string {
  return template
    .map((node) => {
      switch (node.kind) {
        case "text":
          return node.text;
        case "output":
          return text(evaluate(node.expression, scope));
        case "if": {
          const chosen = node.branches.find((branch) => isTrue(evaluate(branch.condition, scope)));
          return renderNodes(chosen?.body ?? node.otherwise, scope);
        }
      }
    })
    .join("");
}

function evaluate(expression: Expression, scope: TemplateScope): TemplateValue {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "field") return fieldOf(evaluate(expression.of, scope), expression.name);
  const found = findFunction(expression.name, expression.args.length);
  return found.call(
    expression.args.map((arg) => evaluate(arg, scope)),
    scope,
  );
}

function callsOf(template: Template): readonly TemplateCall[] {
  return template.flatMap((node) => {
    switch (node.kind) {
      case "text":
        return [];
      case "output":
        return callsIn(node.expression);
      case "if":
        return [
          ...node.branches.flatMap((branch) => [...callsIn(branch.condition), ...callsOf(branch.body)]),
          ...callsOf(node.otherwise),
        ];
    }
  });
}

function callsIn(expression: Expression): readonly TemplateCall[] {
  if (expression.kind === "literal") return [];
  if (expression.kind === "field") return callsIn(expression.of);
  findFunction(expression.name, expression.args.length);
  const [first] = expression.args;
  const own = { name: expression.name, firstArgument: first?.kind === "literal" ? first.value : undefined };
  return [own, ...expression.args.flatMap(callsIn)];
}
