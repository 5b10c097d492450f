import type { Fields } from "./fields.ts";

const operators = ["In", "NotIn", "Exists", "DoesNotExist"];

/** A selector on labels that Kubernetes would not accept fails a backup when it runs, and not before. */
export function checkSelector(selector: Fields): void {
  selector.onlyKnown(["matchLabels", "matchExpressions"], "is not a field of a label selector");
  const labels = selector.mapping("matchLabels");
  for (const name of labels.names) checkLabel(labels, name);
  for (const expression of selector.mappings("matchExpressions")) checkExpression(expression);
}

function checkExpression(expression: Fields): void {
  expression.onlyKnown(["key", "operator", "values"], "is not a field of a label selector");
  const key = expression.neededText("key");
  if (key !== "" && !isLabelKey(key)) expression.refuse(["key"], `"${key}" is not the name of a label`);
  const operator = expression.neededText("operator");
  const values = expression.texts("values");
  if (operator !== "" && !operators.includes(operator)) {
    expression.refuse(["operator"], `must be one of ${operators.join(", ")}`);
  }
  const needsValues = operator === "In" || operator === "NotIn";
  if (needsValues && values.length === 0) expression.refuse(["values"], `must not be empty for ${operator}`);
  if (!needsValues && values.length > 0) expression.refuse(["values"], `must be empty for ${operator}`);
  values.forEach((value, index) => {
    if (!isLabelValue(value)) expression.refuse(["values", index], `"${value}" cannot be the value of a label`);
  });
}

/** One entry of a mapping of labels. */
export function checkLabel(labels: Fields, name: string): void {
  if (!isLabelKey(name)) labels.refuse([name], "is not the name of a label");
  if (!isLabelValue(labels.text(name))) labels.refuse([name], `"${labels.text(name)}" cannot be the value of a label`);
}

export function isLabelKey(key: string): boolean {
  const cut = key.indexOf("/");
  const [prefix, name] = cut < 0 ? [undefined, key] : [key.slice(0, cut), key.slice(cut + 1)];
  const isPrefix = prefix === undefined || /^(?=.{1,253}$)[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?$/u.test(prefix);
  return isPrefix && name.length > 0 && isLabelText(name);
}

function isLabelValue(value: string): boolean {
  return value === "" || isLabelText(value);
}

function isLabelText(written: string): boolean {
  return written.length <= 63 && /^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?$/u.test(written);
}
