import { resolvePlain } from "./resolve-plain.ts";
import { formatPath } from "./fields.ts";
import type { FieldPath } from "./fields.ts";
import type { ReleaseProblem } from "./problem.ts";
import { textValues } from "./scalars.ts";
import { maxAliasCount } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";
import { renderTemplate } from "../template/render-template.ts";
import type { TemplateScope } from "../template/functions.ts";
import { hasTemplate } from "../template/template.ts";

export type DocumentRendering =
  | { readonly kind: "rendered"; readonly values: unknown }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/**
 * The document's values with every template replaced. YAML is read before, so a value that a customer typed stays one
 * value whatever it contains. The document itself is not changed.
 */
export function renderDocument(document: YamlDocument, scope: TemplateScope): DocumentRendering {
  const templates = textValues(document.source).some(({ node }) => hasTemplate(node.value));
  if (!templates) return { kind: "rendered", values: document.values };
  const copy = document.source.clone();
  const problems: ReleaseProblem[] = [];
  for (const value of textValues(copy)) {
    if (!hasTemplate(value.node.value)) continue;
    const result = renderTemplate(value.node.value, scope);
    if (result.kind === "refused") {
      const place = { file: document.file, line: document.lineAt(value.range[0]), field: formatPath(value.path) };
      problems.push({ code: "template-error", ...place, message: result.message });
      continue;
    }
    const asWritten: { value: unknown } = value.node;
    asWritten.value = typed(result.value, value.isPlain && !mustBeText(value.path));
  }
  if (problems.length > 0) return { kind: "refused", problems };
  return { kind: "rendered", values: copy.toJS({ maxAliasCount }) as unknown };
}

/** A plain value takes the type its text would have in YAML; everything else stays a text. */
function typed(value: string | number | boolean, isPlain: boolean): unknown {
  if (!isPlain) return String(value);
  return typeof value === "string" ? resolvePlain(value) : value;
}

const textMaps = new Set(["labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData", "binaryData"]);

/** Fields that Kubernetes wants as texts, so that a password of digits stays one even when it is written plain. */
function mustBeText(path: FieldPath): boolean {
  const last = path.at(-1);
  const parent = path.at(-2);
  if (typeof last === "number") return parent === "command" || parent === "args";
  if (typeof parent === "string" && textMaps.has(parent)) return true;
  return last === "value" && typeof parent === "number" && path.at(-3) === "env";
}
