import { knownValues, redacted } from "./known-values.ts";
import { redactText, type RedactionOptions } from "./redact-text.ts";
import { isSecretName } from "./secret-names.ts";

type Plain = Readonly<Record<string, unknown>>;

/** Annotations and fields that repeat whole objects, or that only programs read. */
const dropped: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "managedFields",
  "caBundle",
]);

const deepest = 60;

/**
 * A Kubernetes object without secrets. Of a Secret only the names and sizes of its entries are left, of binary data the
 * size. Fields with the names of secrets are dropped, every other text is redacted.
 */
export function redactObject(object: Plain, options: RedactionOptions = {}): Plain {
  const { known = [] } = options;
  const values = { known: "redact" in known ? known : knownValues(known) };
  const { data, stringData, binaryData, ...rest } = object;
  const plain = walk(rest, values, 0) as Plain;
  const isSecret = object["kind"] === "Secret";
  const texts = isRecord(data) ? { data: isSecret ? sizes(data, true) : redactData(data, values) } : {};
  return {
    ...plain,
    ...texts,
    ...(isRecord(stringData) ? { stringData: sizes(stringData, false) } : {}),
    ...(isRecord(binaryData) ? { binaryData: sizes(binaryData, true) } : {}),
  };
}

/** The entries of a ConfigMap: files, as a rule. */
function redactData(data: Plain, options: RedactionOptions): Plain {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      if (typeof value !== "string") return [name, walk(value, options, 0)];
      return [
        redactText(name, options),
        isSecretName(name) ? `${redacted} (${value.length} characters)` : redactText(value, options),
      ];
    }),
  );
}

function sizes(data: Plain, isBase64: boolean): Plain {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const length = typeof value === "string" ? value.length : 0;
      const bytes = isBase64 ? Math.floor((length * 3) / 4) - (String(value).match(/=+$/u)?.[0].length ?? 0) : length;
      return [name, `${redacted} (${bytes} bytes)`];
    }),
  );
}

function walk(value: unknown, options: RedactionOptions, depth: number): unknown {
  if (typeof value === "string") return redactText(value, options);
  if (typeof value === "number" && redactText(String(value), options) !== String(value)) return redacted;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "[too deep to be shown]";
  if (Array.isArray(value)) return redactArguments(value).map((item) => walk(item, options, depth + 1));
  return walkRecord(value as Plain, options, depth);
}

/** `["--password", "x"]`: the value follows its name as a word of its own. */
function redactArguments(words: readonly unknown[]): readonly unknown[] {
  return words.map((word, index) => {
    const before = words[index - 1];
    if (typeof word !== "string" || typeof before !== "string" || !/^--?[A-Za-z]/u.test(before)) return word;
    return isSecretName(before.replace(/^-+/u, "")) && !before.includes("=") ? redacted : word;
  });
}

function walkRecord(record: Plain, options: RedactionOptions, depth: number): Plain {
  const isNamedSecret = typeof record["name"] === "string" && isSecretName(record["name"]);
  const isPassword = record["type"] === "password";
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (dropped.has(name)) return [name, "[left out]"];
      const isScalar = typeof value === "string" || typeof value === "number";
      // Environment variables, headers and config items: { name, value }.
      const isValue = (isNamedSecret || isPassword) && (name === "value" || name === "default");
      if (isScalar && (isValue || isSecretName(name)) && value !== "") return [name, redacted];
      return [redactText(name, options), walk(value, options, depth + 1)];
    }),
  );
}

function isRecord(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
