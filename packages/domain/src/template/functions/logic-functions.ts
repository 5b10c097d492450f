import { TemplateError } from "../template-error.ts";
import { isList, isMap, isTrue, text } from "../value.ts";
import type { TemplateValue } from "../value.ts";
import { many, takes, takesFrom } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";

/** Go's comparisons and Sprig's choices. */
export const logicFunctions: TemplateFunctions = {
  eq: takesFrom(2, many, ([first, ...others]) => others.some((other) => isEqual(first, other))),
  ne: takes(2, ([left, right]) => !isEqual(left, right)),
  lt: takes(2, ([left, right]) => compare(left, right) < 0),
  le: takes(2, ([left, right]) => compare(left, right) <= 0),
  gt: takes(2, ([left, right]) => compare(left, right) > 0),
  ge: takes(2, ([left, right]) => compare(left, right) >= 0),
  and: takesFrom(1, many, (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1) ?? false),
  or: takesFrom(1, many, (args) => args.find((arg) => isTrue(arg)) ?? args.at(-1) ?? false),
  not: takes(1, ([value]) => !isTrue(value)),
  default: takes(2, ([fallback, value]) => (isTrue(value) ? value : fallback) ?? ""),
  empty: takes(1, ([value]) => !isTrue(value)),
  coalesce: takesFrom(1, many, (args) => args.find((arg) => isTrue(arg)) ?? ""),
  ternary: takes(3, ([yes, no, condition]) => (isTrue(condition) ? yes : no) ?? ""),
  required: takes(2, ([message, value]) => {
    if (value === undefined || value === "") throw new TemplateError(text(message));
    return value;
  }),
  fail: takes(1, ([message]) => {
    throw new TemplateError(text(message));
  }),
};

/**
 * By value. A text and a number or boolean of the same writing are equal: KOTS gives license fields as texts, here they
 * have their types, and Go refuses to compare the two, so no template that is valid there means something else here.
 */
function isEqual(left: TemplateValue | undefined, right: TemplateValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (typeof left === "object" || typeof right === "object") return sameShape(left, right);
  return String(left) === String(right);
}

function sameShape(left: TemplateValue, right: TemplateValue): boolean {
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((one, index) => isEqual(one, right[index]));
  }
  if (!isMap(left) || !isMap(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => isEqual(left[key], right[key]));
}

/** Numbers, and texts that are numbers, by their size ("9" is less than "25"); other texts by their characters. */
function compare(left: TemplateValue | undefined, right: TemplateValue | undefined): number {
  const [one, other] = [text(left), text(right)];
  if (isNumeric(one) && isNumeric(other)) return Number(one) - Number(other);
  return one < other ? -1 : one > other ? 1 : 0;
}

function isNumeric(written: string): boolean {
  return written.trim() !== "" && Number.isFinite(Number(written));
}
