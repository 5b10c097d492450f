import { TemplateError } from "../template-error.ts";
import type { TemplateScope } from "../scope.ts";
import { text } from "../value.ts";
import type { TemplateValue } from "../value.ts";
import { takes } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";

export const encodingFunctions: TemplateFunctions = {
  b64enc: takes(1, ([value], { codecs }) => codecs.encodeBase64(text(value))),
  Base64Encode: takes(1, ([value], { codecs }) => codecs.encodeBase64(text(value))),
  b64dec: takes(1, ([value], scope) => decoded(value, scope)),
  Base64Decode: takes(1, ([value], scope) => decoded(value, scope)),
  sha256sum: takes(1, ([value], { codecs }) => codecs.sha256(text(value))),
  urlquery: takes(1, ([value]) => encodeQuery(text(value))),
  UrlEncode: takes(1, ([value]) => encodeQuery(text(value))),
  UrlPathEscape: takes(1, ([value]) => encodeURIComponent(wellFormed(text(value)))),
  // KOTS renders the text of a file and has to protect it; here a value cannot leave its place.
  YamlEscape: takes(1, ([value]) => text(value)),
};

function decoded(value: TemplateValue | undefined, { codecs }: TemplateScope): string {
  const found = codecs.decodeBase64(text(value));
  // The text may be a secret: it is not repeated.
  if (found === undefined) throw new TemplateError("the value is not base64 of UTF-8 text");
  return found;
}

/** As Go's url.QueryEscape. */
function encodeQuery(value: string): string {
  return encodeURIComponent(wellFormed(value))
    .replaceAll("%20", "+")
    .replaceAll(/[!'()*]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A lone half of a surrogate pair cannot be encoded. */
function wellFormed(value: string): string {
  return value.replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}
