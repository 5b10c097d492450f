import { isScalar, visit } from "yaml";
import type { Document } from "yaml";
import { misplacedRandom, randomFunctions } from "../template/functions/release-functions.ts";
import { checkTemplate } from "../template/render-template.ts";
import { hasTemplate } from "../template/template.ts";
import { formatPath } from "./fields.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { ReleaseProblem } from "./problem.ts";
import { textValues } from "./scalars.ts";

/**
 * Templates that can never be rendered: bad syntax, unknown functions, config items that do not exist, RandomString
 * outside the Config, and templates in keys or comments, where nothing would replace them.
 */
export function checkTemplates(
  manifest: ManifestDocument,
  itemNames: ReadonlySet<string>,
  isConfig: boolean,
): readonly ReleaseProblem[] {
  const values = textValues(manifest.source);
  const inValues = values
    .filter(({ node }) => hasTemplate(node.value))
    .flatMap((value): readonly ReleaseProblem[] => {
      const message = refusalOf(value.node.value, itemNames, isConfig);
      if (message === undefined) return [];
      const line = manifest.lineAt(value.range[0]);
      return [{ code: "template-error", file: manifest.file, line, field: formatPath(value.path), message }];
    });
  return [...inValues, ...misplaced(manifest)];
}

function refusalOf(source: string, itemNames: ReadonlySet<string>, isConfig: boolean): string | undefined {
  const check = checkTemplate(source);
  if (check.kind === "refused") return check.message;
  for (const call of check.calls) {
    if (randomFunctions.includes(call.name) && !isConfig) return `${call.name} ${misplacedRandom}`;
    if (!call.name.startsWith("ConfigOption") || typeof call.firstArgument !== "string") continue;
    if (!itemNames.has(call.firstArgument)) return `there is no config item "${call.firstArgument}"`;
  }
  return undefined;
}

/** Templates in keys, and in comments that the YAML reader kept; both would stay unrendered without a word. */
function misplaced(manifest: ManifestDocument): readonly ReleaseProblem[] {
  return misplacedTemplates(manifest.source).map(({ offset, place }) => ({
    code: "template-error",
    file: manifest.file,
    line: offset === undefined ? manifest.line : manifest.lineAt(offset),
    message: `a template cannot stand in a ${place}; to leave an object out, use the annotation kots.io/when`,
  }));
}

function misplacedTemplates(document: Document): readonly { offset: number | undefined; place: string }[] {
  const found: { offset: number | undefined; place: string }[] = [];
  const look = (node: { comment?: string | null; commentBefore?: string | null; range?: unknown }): void => {
    const comments = `${node.commentBefore ?? ""}\n${node.comment ?? ""}`;
    const range = node.range as readonly number[] | null | undefined;
    if (hasTemplate(comments)) found.push({ offset: range?.[0], place: "comment" });
  };
  look({ comment: document.comment, commentBefore: document.commentBefore });
  visit(document, {
    Node(_, node) {
      look(node);
    },
    Pair(_, pair) {
      if (!isScalar(pair.key)) return;
      if (typeof pair.key.value === "string" && hasTemplate(pair.key.value)) {
        found.push({ offset: pair.key.range?.[0], place: "key" });
      }
    },
  });
  return found;
}
