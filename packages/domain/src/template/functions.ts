import { TemplateError } from "./expression.ts";
import type { TemplateValue } from "./expression.ts";

/** What the functions of a release look at. */
export interface TemplateScope {
  /** The primary namespace. */
  readonly namespace: string;
  /** Undefined: there is no such item. */
  configOption(name: string): string | undefined;
  /** The decoded content of a file item. Undefined: there is no such item, or it is no base64 text. */
  configData(name: string): string | undefined;
  /** "" when the license has no such field. */
  licenseField(name: string): TemplateValue;
  /** Only while the values of a Config are made; absent elsewhere. */
  readonly randomString?: (length: number) => string;
}

interface TemplateFunction {
  readonly least: number;
  readonly most: number;
  call(args: readonly TemplateValue[], scope: TemplateScope): TemplateValue;
}

const many = Number.POSITIVE_INFINITY;

const functions: Readonly<Record<string, TemplateFunction>> = {
  ConfigOption: { least: 1, most: 1, call: ([name], scope) => option(scope, name) },
  ConfigOptionData: { least: 1, most: 1, call: ([name], scope) => optionData(scope, name) },
  ConfigOptionEquals: { least: 2, most: 2, call: ([name, value], scope) => option(scope, name) === text(value) },
  ConfigOptionNotEquals: { least: 2, most: 2, call: ([name, value], scope) => option(scope, name) !== text(value) },
  LicenseFieldValue: { least: 1, most: 1, call: ([name], scope) => scope.licenseField(text(name)) },
  Namespace: { least: 0, most: 0, call: (_, scope) => scope.namespace },
  RandomString: { least: 1, most: 1, call: ([length], scope) => randomString(scope, length) },
  eq: { least: 2, most: many, call: ([first, ...others]) => others.some((other) => other === first) },
  ne: { least: 2, most: 2, call: ([left, right]) => left !== right },
  and: { least: 1, most: many, call: (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1) ?? false },
  or: { least: 1, most: many, call: (args) => args.find((arg) => isTrue(arg)) ?? args.at(-1) ?? false },
  not: { least: 1, most: 1, call: ([value]) => !isTrue(value) },
  default: { least: 2, most: 2, call: ([fallback, value]) => (isTrue(value) ? (value ?? "") : (fallback ?? "")) },
  quote: { least: 1, most: 1, call: ([value]) => JSON.stringify(text(value)) },
  trim: { least: 1, most: 1, call: ([value]) => text(value).trim() },
  ternary: { least: 3, most: 3, call: ([yes, no, condition]) => (isTrue(condition) ? yes : no) ?? "" },
};

/** A fault with the list of what there is, for an unknown name or a wrong number of arguments. */
export function templateFunction(name: string, argumentCount: number): TemplateFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) {
    throw new TemplateError(`there is no function "${name}"; there are ${Object.keys(functions).join(", ")}`);
  }
  if (argumentCount < found.least || argumentCount > found.most) {
    const wanted = found.most === many ? `at least ${found.least}` : String(found.least);
    throw new TemplateError(`${name} takes ${wanted} argument(s), here are ${argumentCount}`);
  }
  return found;
}

/** Go's rule: false, 0 and "" are false, all else is true. */
export function isTrue(value: TemplateValue | undefined): boolean {
  return value !== undefined && value !== false && value !== 0 && value !== "";
}

export function text(value: TemplateValue | undefined): string {
  return value === undefined ? "" : String(value);
}

function option(scope: TemplateScope, name: TemplateValue | undefined): string {
  const value = scope.configOption(text(name));
  if (value === undefined) throw new TemplateError(`there is no config item "${text(name)}"`);
  return value;
}

function optionData(scope: TemplateScope, name: TemplateValue | undefined): string {
  if (option(scope, name) === "") return "";
  const value = scope.configData(text(name));
  if (value === undefined) throw new TemplateError(`config item "${text(name)}" is not base64 of UTF-8 text`);
  return value;
}

const longestRandomString = 1024;

function randomString(scope: TemplateScope, length: TemplateValue | undefined): string {
  const count = Number(length);
  if (!Number.isInteger(count) || count < 1 || count > longestRandomString) {
    throw new TemplateError(`RandomString takes a length from 1 to ${longestRandomString}`);
  }
  if (scope.randomString === undefined) {
    throw new TemplateError("RandomString can only stand in value or default of a config item, where it is made once");
  }
  return scope.randomString(count);
}
