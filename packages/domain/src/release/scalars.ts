import { isPair, isScalar, isSeq, visit } from "yaml";
import type { Document, Scalar } from "yaml";
import type { FieldPath } from "./fields.ts";

/** A string value of a document, with where it stands. */
export interface TextValue {
  readonly node: Scalar<string>;
  readonly path: FieldPath;
  /** Offsets in the file: from its first to after its last character. */
  readonly range: readonly [number, number];
  /** Written without quotes, on one line. */
  readonly isPlain: boolean;
  /** Written as lines below a `|` or `>`. */
  readonly isBlock: boolean;
}

/** Every string value (no keys), in the order of the document. */
export function textValues(document: Document): readonly TextValue[] {
  const found: TextValue[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string" || !isText(node)) return;
      const [start, end] = node.range ?? [0, 0];
      const isPlain = node.type === "PLAIN";
      const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
      found.push({ node, path: pathOf(key, ancestors), range: [start, end], isPlain, isBlock });
    },
  });
  return found;
}

function isText(node: Scalar): node is Scalar<string> {
  return typeof node.value === "string";
}

/** Names of the pairs above, and the place in a list. */
function pathOf(key: number | "key" | "value" | null, ancestors: readonly unknown[]): FieldPath {
  const path: (string | number)[] = [];
  ancestors.forEach((ancestor, index) => {
    if (isPair(ancestor)) path.push(isScalar(ancestor.key) ? String(ancestor.key.value) : "");
    else if (isSeq(ancestor)) path.push(placeIn(ancestor, ancestors[index + 1], key));
  });
  return path;
}

function placeIn(
  sequence: { readonly items: readonly unknown[] },
  child: unknown,
  key: number | "key" | "value" | null,
): number {
  if (child === undefined) return typeof key === "number" ? key : 0;
  return sequence.items.indexOf(child);
}
