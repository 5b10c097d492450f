import { resolvePlain } from "./resolve-plain.ts";
import { formatPath } from "./fields.ts";
import type { FieldPath } from "./fields.ts";
import type { ReleaseProblem } from "./problem.ts";
import { textValues } from "./scalars.ts";
import type { TextValue } from "./scalars.ts";
import { maxAliasCount } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";
import { renderTemplate } from "../template/render-template.ts";
import type { FactRequest, TemplateScope } from "../template/scope.ts";
import { hasTemplate } from "../template/template.ts";

export type DocumentRendering =
  | { readonly kind: "rendered"; readonly values: unknown }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] }
  | { readonly kind: "needs"; readonly requests: readonly FactRequest[] };

/**
 * The document's values with every template replaced. YAML is read before, so a value that a customer typed stays one
 * value whatever it contains. The document itself is not changed.
 */
export function renderDocument(document: YamlDocument, scope: TemplateScope): DocumentRendering {
  const templates = textValues(document.source).some(({ node }) => hasTemplate(node.value));
  if (!templates) return { kind: "rendered", values: document.values };
  const copy = document.source.clone();
  const problems: ReleaseProblem[] = [];
  const requests: FactRequest[] = [];
  for (const value of textValues(copy)) {
    if (!hasTemplate(value.node.value)) continue;
    const result = renderTemplate(value.node.value, scopeFor(value, document, scope));
    switch (result.kind) {
      case "refused":
        problems.push(problemAt(value, document, result.message));
        break;
      case "needs":
        requests.push(result.request);
        break;
      case "rendered": {
        const asWritten: { value: unknown } = value.node;
        asWritten.value = typed(result.value, value.isPlain && !mustBeText(value.path));
      }
    }
  }
  if (requests.length > 0) return { kind: "needs", requests };
  if (problems.length > 0) return { kind: "refused", problems };
  return { kind: "rendered", values: copy.toJS({ maxAliasCount }) as unknown };
}

function scopeFor({ isBlock, range }: TextValue, document: YamlDocument, scope: TemplateScope): TemplateScope {
  return isBlock ? { ...scope, blockIndentation: document.indentationBetween(...range) } : scope;
}

function problemAt({ path, range }: TextValue, document: YamlDocument, message: string): ReleaseProblem {
  const place = { file: document.file, line: document.lineAt(range[0]), field: formatPath(path) };
  return { code: "template-error", ...place, message };
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
