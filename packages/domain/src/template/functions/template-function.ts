import type { TemplateScope } from "../scope.ts";
import type { TemplateValue } from "../value.ts";

export interface TemplateFunction {
  readonly least: number;
  readonly most: number;
  call(args: readonly TemplateValue[], scope: TemplateScope): TemplateValue;
}

export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

export const many = Number.POSITIVE_INFINITY;

type Call = TemplateFunction["call"];

export function takes(count: number, call: Call): TemplateFunction {
  return { least: count, most: count, call };
}

export function takesFrom(least: number, most: number, call: Call): TemplateFunction {
  return { least, most, call };
}
