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
  const plain = walk(rest, { options: values, depth: 0, isSecret: false }) as Plain;
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
      if (typeof value !== "string") return [name, walk(value, { options, depth: 0, isSecret: isSecretName(name) })];
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

interface Place {
  readonly options: RedactionOptions;
  readonly depth: number;
  /** Below the name of a secret: no text and no number is shown. */
  readonly isSecret: boolean;
}

function walk(value: unknown, place: Place): unknown {
  const { options, depth, isSecret } = place;
  const inner = { ...place, depth: depth + 1 };
  if (typeof value === "string") return isSecret && value !== "" ? redacted : redactText(value, options);
  if (typeof value === "number") return isSecret || isKnown(value, options) ? redacted : value;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "[too deep to be shown]";
  if (Array.isArray(value)) return redactArguments(value).map((item) => walk(item, inner));
  return walkRecord(value as Plain, { ...inner, isSecret: isSecret && !isReference(value as Plain) });
}

function isKnown(value: number, options: RedactionOptions): boolean {
  return redactText(String(value), options) !== String(value);
}

const commandOptions = /^-{1,2}[A-Za-z]/u;
const database = /mysql|mariadb|^-u/u;

/** `["--password", "x"]`: the value follows its name as a word of its own. Also `-p x`, `mysql -px`, `redis-cli -a x`. */
function redactArguments(words: readonly unknown[]): readonly unknown[] {
  const isOfDatabase = words.some((word) => typeof word === "string" && database.test(word));
  const isOfCache = words.some((word) => typeof word === "string" && word.includes("redis-cli"));
  return words.map((word, index) => {
    const before = words[index - 1];
    if (typeof word !== "string") return word;
    if (isOfDatabase && /^-p./u.test(word)) return `-p${redacted}`;
    if (typeof before !== "string" || !commandOptions.test(before) || before.includes("=")) return word;
    // A number behind -p is a port.
    const isShort = (before === "-p" && !/^\d{1,5}$/u.test(word)) || (before === "-a" && isOfCache);
    return isShort || isSecretName(before.replace(/^-+/u, "")) ? redacted : word;
  });
}

function walkRecord(record: Plain, place: Place): Plain {
  const isNamed = ["name", "key"].some((field) => typeof record[field] === "string" && isSecretName(record[field]));
  const isPassword = record["type"] === "password";
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (dropped.has(name)) return [name, "[left out]"];
      // Environment variables, headers and config items: { name, value }.
      const isValue = (isNamed || isPassword) && ["value", "values", "default"].includes(name);
      const isSecret = place.isSecret || isValue || isSecretField(name, value);
      return [redactText(name, place.options), walk(value, { ...place, isSecret })];
    }),
  );
}

/** What is said of a license as a whole, such as its end, is no secret: its signature has a name of its own. */
function isSecretField(name: string, value: unknown): boolean {
  return isSecretName(name) && !(isRecord(value) && /^licen[cs]e$/iu.test(name));
}

/** Fields by which Kubernetes and Velero say where a secret lies. */
const referenceFields: ReadonlySet<string> = new Set([
  "name",
  "key",
  "namespace",
  "secretName",
  "secretNamespace",
  "optional",
  "items",
  "defaultMode",
  "kind",
  "apiVersion",
  "apiGroup",
  "group",
  "uid",
]);

function isReference(record: Plain): boolean {
  const isNamed = typeof record["name"] === "string" || typeof record["secretName"] === "string";
  return isNamed && Object.keys(record).every((name) => referenceFields.has(name));
}

function isRecord(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
