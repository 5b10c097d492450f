import type { Fields } from "./fields.ts";

/** A Go duration: "30s", "1h30m", "720h0m0s". */
function isDuration(text: string): boolean {
  return text === "0" || /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/u.test(text);
}

export function checkDuration(fields: Fields, name: string): void {
  const value = fields.raw(name);
  if (value === undefined || value === null) return;
  if (typeof value !== "string" || !isDuration(value))
    fields.refuse([name], 'must be a duration such as "30s" or "1h30m"');
}
