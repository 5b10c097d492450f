import { TemplateError } from "../template-error.ts";
import { clusterFunctions } from "./cluster-functions.ts";
import { encodingFunctions } from "./encoding-functions.ts";
import { logicFunctions } from "./logic-functions.ts";
import { numberFunctions } from "./number-functions.ts";
import { refusedFunctions } from "./refused-functions.ts";
import { releaseFunctions } from "./release-functions.ts";
import { structureFunctions } from "./structure-functions.ts";
import { many } from "./template-function.ts";
import type { TemplateFunction, TemplateFunctions } from "./template-function.ts";
import { textFunctions } from "./text-functions.ts";

const functions: TemplateFunctions = {
  ...releaseFunctions,
  ...clusterFunctions,
  ...logicFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...structureFunctions,
  ...encodingFunctions,
};

/** All names, for the reference in docs/formats/release.md. */
export const functionNames: readonly string[] = Object.keys(functions);

/** Throws TemplateError for an unknown name, with what is spelled alike, and for a wrong number of arguments. */
export function findFunction(name: string, argumentCount: number): TemplateFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) throw new TemplateError(unknown(name));
  if (argumentCount < found.least || argumentCount > found.most) {
    throw new TemplateError(`${name} takes ${wanted(found)} argument(s), here are ${argumentCount}`);
  }
  return found;
}

function wanted({ least, most }: TemplateFunction): string {
  if (least === most) return String(least);
  return most === many ? `at least ${least}` : `${least} to ${most}`;
}

function unknown(name: string): string {
  const reason = Object.hasOwn(refusedFunctions, name) ? refusedFunctions[name] : undefined;
  if (reason !== undefined) return `${name} is not supported: ${reason}`;
  const near = alike(name);
  const hint = near.length === 0 ? "docs/formats/release.md lists them" : `is it ${near.join(" or ")}?`;
  return `there is no function "${name}"; ${hint}`;
}

const shownNames = 3;
const farthest = 3;

function alike(name: string): readonly string[] {
  return functionNames
    .map((known) => ({ known, steps: distance(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, steps }) => steps <= Math.min(farthest, Math.floor(known.length / 2)))
    .sort((one, other) => one.steps - other.steps)
    .slice(0, shownNames)
    .map(({ known }) => known);
}

/** Letters to insert, drop or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(one).entries()) {
    const next = [line + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
