/** One entry of Velero's log. */
export interface LogLine {
  /** RFC 3339, as Velero wrote it; absent when the line has none. */
  readonly time?: string;
  readonly level: "debug" | "info" | "warning" | "error" | "unknown";
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Reads Velero's text format (logfmt) or, with --log-format=json, its JSON lines. Anything else is a message. */
export function parseLogLine(line: string): LogLine {
  const fields = line.startsWith("{") ? jsonFields(line) : logfmtFields(line);
  const { time, level, msg, ...rest } = fields;
  if (level === undefined) return { level: "unknown", message: line, fields: {} };
  return { ...(time === undefined ? {} : { time }), level: levelOf(level), message: msg ?? "", fields: rest };
}

function levelOf(level: string): LogLine["level"] {
  if (level === "warn" || level === "warning") return "warning";
  if (level === "error" || level === "fatal" || level === "panic") return "error";
  if (level === "debug" || level === "trace") return "debug";
  return level === "info" ? "info" : "unknown";
}

function jsonFields(line: string): Record<string, string> {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, typeof field === "string" ? field : JSON.stringify(field)]),
    );
  } catch {
    return {};
  }
}

const pair = /([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)/g;

function logfmtFields(line: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, key, value] of line.matchAll(pair)) {
    if (key === undefined || value === undefined) continue;
    fields[key] = value.startsWith('"') ? unquote(value.slice(1, -1)) : value;
  }
  return fields;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };

/** Undoes Go's %q. Bytes of the form \xNN are read as Latin-1: they were not valid UTF-8 to begin with. */
function unquote(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/gs, (_, escape: string) => {
    if (escape.length === 1) return escapes[escape] ?? escape;
    return String.fromCodePoint(Math.min(Number.parseInt(escape.slice(1), 16), 0x10ffff));
  });
}
