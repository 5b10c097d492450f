import { TemplateError } from "../template-error.ts";
import { integer, isTrue, number, text } from "../value.ts";
import type { TemplateValue } from "../value.ts";
import { many, takes, takesFrom } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";

/** Sprig's whole numbers, and KOTS's arithmetic, which keeps fractions when one of the two has one. */
export const numberFunctions: TemplateFunctions = {
  int: takes(1, ([value]) => integer(value)),
  int64: takes(1, ([value]) => integer(value)),
  atoi: takes(1, ([value]) => integer(value)),
  float64: takes(1, ([value]) => number(value)),
  add: takesFrom(1, many, (args) => safe(args.map(integer).reduce((sum, one) => sum + one, 0))),
  add1: takes(1, ([value]) => safe(integer(value) + 1)),
  sub: takes(2, ([left, right]) => safe(integer(left) - integer(right))),
  mul: takesFrom(1, many, (args) => safe(args.map(integer).reduce((product, one) => product * one, 1))),
  div: takes(2, ([left, right]) => Math.trunc(divide(integer(left), integer(right)))),
  mod: takes(2, ([left, right]) => {
    const divisor = integer(right);
    divide(1, divisor);
    return integer(left) % divisor;
  }),
  max: takesFrom(1, many, (args) => Math.max(...args.map(integer))),
  min: takesFrom(1, many, (args) => Math.min(...args.map(integer))),
  floor: takes(1, ([value]) => Math.floor(number(value))),
  ceil: takes(1, ([value]) => Math.ceil(number(value))),
  round: takes(2, ([value, digits]) => Number(number(value).toFixed(Math.max(0, Math.min(20, integer(digits)))))),
  Add: takes(2, ([left, right]) => number(left) + number(right)),
  Sub: takes(2, ([left, right]) => number(left) - number(right)),
  Mult: takes(2, ([left, right]) => number(left) * number(right)),
  Div: takes(2, ([left, right]) => kotsDivide(left, right)),
  ParseInt: takesFrom(1, 2, ([value, base]) => parseInteger(value, base)),
  ParseFloat: takes(1, ([value]) => number(value)),
  ParseBool: takes(1, ([value]) => parseBool(value)),
  HumanSize: takes(1, ([bytes]) => humanSize(number(bytes))),
};

function safe(result: number): number {
  if (!Number.isSafeInteger(result)) throw new TemplateError("the result is too large");
  return result;
}

function divide(left: number, right: number): number {
  if (right === 0) throw new TemplateError("division by zero");
  return left / right;
}

function kotsDivide(left: TemplateValue | undefined, right: TemplateValue | undefined): number {
  const [one, other] = [number(left), number(right)];
  const quotient = divide(one, other);
  return Number.isInteger(one) && Number.isInteger(other) ? Math.trunc(quotient) : quotient;
}

function parseInteger(value: TemplateValue | undefined, base: TemplateValue | undefined): number {
  if (base === undefined) return integer(value);
  const parsed = Number.parseInt(text(value), integer(base));
  if (Number.isNaN(parsed)) throw new TemplateError("the value is not a number of this base");
  return safe(parsed);
}

/** As Go's strconv.ParseBool; "" is false, as in KOTS. */
function parseBool(value: TemplateValue | undefined): boolean {
  if (typeof value === "boolean") return isTrue(value);
  const written = text(value);
  if (/^(?:1|t|T|TRUE|true|True)$/u.test(written)) return true;
  if (/^(?:0|f|F|FALSE|false|False)?$/u.test(written)) return false;
  throw new TemplateError("the value is neither true nor false");
}

const sizes = ["B", "kB", "MB", "GB", "TB", "PB"];

function humanSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < sizes.length - 1; unit += 1) size /= 1000;
  return `${Number(size.toPrecision(4))}${sizes[unit] ?? ""}`;
}
