/** The value that a plain YAML scalar of this text has for kubectl: number, boolean or the text itself. */
export function resolvePlain(text: string): string | number | boolean {
  if (/^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/u.test(text)) return true;
  if (/^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/u.test(text)) return false;
  if (/^[-+]?0[0-7]+$/u.test(text)) return Number.parseInt(text, 8);
  if (/^[-+]?(?:0|[1-9]\d*)$/u.test(text)) return safeNumber(text);
  if (/^[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?$/u.test(text)) return safeNumber(text);
  return text;
}

/** A number that would lose digits stays a text. */
function safeNumber(text: string): string | number {
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
}
