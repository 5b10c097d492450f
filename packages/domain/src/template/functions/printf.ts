import { TemplateError } from "../template-error.ts";
import { integer, number, text } from "../value.ts";
import type { TemplateValue } from "../value.ts";

const verb = /%(?<flags>[-0+]*)(?<width>\d*)(?:\.(?<precision>\d+))?(?<kind>[a-zA-Z%])/gu;
const widest = 1000;

/** Go's printf with %s %v %d %f %q %x %X %t and %%, flags "-", "0", "+", width and precision. */
export function printf(format: string, args: readonly TemplateValue[]): string {
  let next = 0;
  const written = format.replaceAll(verb, (...match: unknown[]) => {
    const groups = match.at(-1) as { flags: string; width: string; precision?: string; kind: string };
    if (groups.kind === "%") return "%";
    const value = args[next];
    next += 1;
    if (value === undefined) throw new TemplateError(`printf has no value for %${groups.kind}`);
    return pad(formatted(groups, value), groups.flags, Math.min(widest, Number(groups.width || "0")));
  });
  if (next < args.length) throw new TemplateError(`printf has ${args.length} value(s) for ${next} place(s)`);
  return written;
}

function formatted(
  { flags, precision, kind }: { flags: string; precision?: string; kind: string },
  value: TemplateValue,
) {
  switch (kind) {
    case "s":
    case "v":
    case "t":
      return precision === undefined ? text(value) : text(value).slice(0, Number(precision));
    case "d":
      return signed(integer(value), flags, String(integer(value)));
    case "f":
      return signed(number(value), flags, number(value).toFixed(Math.min(20, Number(precision ?? "6"))));
    case "q":
      return JSON.stringify(text(value));
    case "x":
      return integer(value).toString(16);
    case "X":
      return integer(value).toString(16).toUpperCase();
  }
  throw new TemplateError(`printf does not know %${kind}`);
}

function signed(value: number, flags: string, written: string): string {
  return flags.includes("+") && value >= 0 ? `+${written}` : written;
}

function pad(written: string, flags: string, width: number): string {
  if (flags.includes("-")) return written.padEnd(width);
  if (!flags.includes("0")) return written.padStart(width);
  const sign = /^[-+]/u.exec(written)?.[0] ?? "";
  return sign + written.slice(sign.length).padStart(width - sign.length, "0");
}
