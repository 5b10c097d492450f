import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TemplateScope } from "./functions.ts";
import { checkTemplate, renderTemplate } from "./render-template.ts";

const values: Readonly<Record<string, string>> = { title: "Hello", empty: "", zero: "0", one: "1", file: "aGk=" };
const scope: TemplateScope = {
  namespace: "shop",
  configOption: (name) => values[name],
  configData: (name) => (name === "file" ? "hi" : undefined),
  licenseField: (name) => (name === "seats" ? 25 : name === "trial" ? false : ""),
};

const rendered = (source: string): unknown => {
  const result = renderTemplate(source, scope);
  if (result.kind === "refused") throw new Error(result.message);
  return result.value;
};
const refusal = (source: string): string => {
  const result = renderTemplate(source, scope);
  return result.kind === "refused" ? result.message : `rendered ${String(result.value)}`;
};

describe("templates", () => {
  it.each([
    ['repl{{ ConfigOption "title" }}', "Hello"],
    ['{{repl ConfigOption "title"}}', "Hello"],
    ["repl{{ConfigOption `title`}}", "Hello"],
    ['a-repl{{ Namespace }}-{{repl ConfigOption "title" }}', "a-shop-Hello"],
    ['repl{{ ConfigOptionData "file" }}', "hi"],
    ['repl{{ ConfigOptionEquals "one" "1" }}', true],
    ['repl{{ ConfigOptionNotEquals "one" "1" }}', false],
    ['repl{{ LicenseFieldValue "seats" }}', 25],
    ['repl{{ LicenseFieldValue "seats" }} seats', "25 seats"],
    ['repl{{ LicenseFieldValue "absent" | default "none" }}', "none"],
    ['repl{{ ConfigOption "title" | quote }}', '"Hello"'],
    ['repl{{ ternary "a" "b" (ConfigOptionEquals "one" "1") }}', "a"],
    ['repl{{ and (eq 1 1) (not false) (ne "a" "b") (or false true) }}', true],
    ['repl{{ eq (ConfigOption "one") "2" "1" }}', true],
    ['repl{{ if ConfigOptionEquals "one" "1" }}yes repl{{ else }}no repl{{ end }}', "yes "],
    ['repl{{ if false }}a{{repl else if LicenseFieldValue "trial" }}b{{repl else}}c{{repl end}}', "c"],
    ['repl{{ if ConfigOption "zero" }}true as in Go{{repl end}}', "true as in Go"],
    ["x  repl{{- if true -}}  y  repl{{- end }}", "xy"],
    ['repl{{ "}}" }}', "}}"],
    ["{{ .Values.other }} and {{replica}}", "{{ .Values.other }} and {{replica}}"],
  ])("%s gives %j", (source, expected) => {
    expect(rendered(source)).toBe(expected);
  });

  it.each([
    ['repl{{ Unknown "x" }}', /there is no function "Unknown"; there are ConfigOption, /u],
    ["repl{{ constructor }}", /there is no function "constructor"/u],
    ['repl{{ ConfigOption "nonsense" }}', /there is no config item "nonsense"/u],
    ["repl{{ ConfigOption }}", /ConfigOption takes 1 argument\(s\), here are 0/u],
    ['repl{{ ConfigOptionData "title" }}', /is not base64/u],
    ["repl{{ RandomString 8 }}", /only stand in value or default of a config item/u],
    ["repl{{ if true }}x", /an "if" has no "end"/u],
    ["x repl{{ end }}", /"end" stands without an if/u],
    ['repl{{ ConfigOption "title"', /never closed/u],
    ["repl{{ range .Items }}", /"range" is not supported/u],
    ["repl{{ .Values.x }}", /cannot stand in a template/u],
    ["repl{{ (Namespace }}", /a "\)" is missing/u],
    ["repl{{ Namespace) }}", /a "\)" too many/u],
    ['repl{{ "a" | "b" }}', /a function must follow after \|/u],
    ["repl{{ }}", /a function or a value is missing/u],
  ])("%s is refused", (source, message) => {
    expect(refusal(source)).toMatch(message);
  });

  it("are checked without values: functions, numbers of arguments, and branches that are not taken", () => {
    expect(checkTemplate("repl{{ if false }}repl{{ Nope }}repl{{ end }}")).toMatchObject({ kind: "refused" });
    expect(checkTemplate('repl{{ ConfigOption "x" | quote }}')).toMatchObject({
      kind: "sound",
      calls: [{ name: "quote" }, { name: "ConfigOption", firstArgument: "x" }],
    });
  });

  it("leave every text without a template as it is", () => {
    const plain = fc.string().filter((text) => !/repl\{\{|\{\{repl/u.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(rendered(text)).toBe(text);
      }),
    );
  });

  it("put any value of a config item in, whatever it contains, and never look into it", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ maxLength: 5 }).filter((text) => !/[{}l]/u.test(text)),
        (value, around) => {
          const result = renderTemplate(`${around}repl{{ ConfigOption "v" }}${around}`, {
            ...scope,
            configOption: () => value,
          });
          expect(result).toEqual({ kind: "rendered", value: around + value + around });
        },
      ),
    );
  });

  it("never throw anything, whatever stands between the braces", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab"`()|{}- .1\\replifend'.split("")) }), (inside) => {
        expect(["rendered", "refused"]).toContain(renderTemplate(`repl{{ ${inside} }}`, scope).kind);
      }),
      { numRuns: 500 },
    );
  });
});
