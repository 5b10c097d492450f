import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testCodecs, testFacts } from "../../test-support/release-files.ts";
import type { TemplateScope } from "./scope.ts";
import { checkTemplate, renderTemplate } from "./render-template.ts";

const values: Readonly<Record<string, string>> = { title: "Hello", empty: "", zero: "0", one: "1", file: "aGk=" };
const absent = JSON.stringify(["v1", "ConfigMap", "shop", "absent"]);
const scope: TemplateScope = {
  namespace: "shop",
  configOption: (name) => values[name],
  configData: (name) => (name === "file" ? "hi" : undefined),
  licenseField: (name) => (name === "seats" ? 25 : name === "trial" ? false : ""),
  release: { slug: "shop", sequence: 7, versionLabel: "1.4.0", channel: "Stable", releaseNotes: "New." },
  holdfastVersion: "9.9.9",
  facts: { ...testFacts, lookups: new Map([[absent, {}]]) },
  codecs: testCodecs,
  now: () => Date.parse("2026-02-03T14:05:06Z"),
};

const rendered = (source: string): unknown => {
  const result = renderTemplate(source, scope);
  if (result.kind !== "rendered") throw new Error(JSON.stringify(result));
  return result.value;
};
const refusal = (source: string): string => {
  const result = renderTemplate(source, scope);
  return result.kind === "refused" ? result.message : JSON.stringify(result);
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
    ["repl{{/* why */}}x", "x"],
    ["repl{{ Sequence }}", 7],
    ["repl{{ VersionLabel }} repl{{ ChannelName }} repl{{ ReleaseNotes }} repl{{ AppSlug }}", "1.4.0 Stable New. shop"],
    ["repl{{ KotsVersion }} repl{{ HoldfastVersion }}", "9.9.9 9.9.9"],
    ["repl{{ IsKurl }}", false],
    ['repl{{ HasLocalRegistry | ternary LocalRegistryHost "registry.example" }}', "registry.example"],
    ['repl{{ LocalImageName "registry.example/web:1" }}', "registry.example/web:1"],
    ["repl{{ KubernetesVersion }} repl{{ KubernetesMajorVersion }} repl{{ KubernetesMinorVersion }}", "1.34.2 1 34"],
    ["repl{{ ge KubernetesMinorVersion 9 }}", true],
    ["repl{{ NodeCount }}", 3],
    ["repl{{ Distribution }} repl{{ IsAirgap }}", "k3s true"],
    ["repl{{ HTTPProxy }} repl{{ HTTPSProxy }} repl{{ NoProxy }}", "http://proxy:3128  10.0.0.0/8"],
    ["repl{{ Now }}", "2026-02-03T14:05:06Z"],
    ['repl{{ NowFmt "Mon, 02 Jan 2006 03:04 PM" }}', "Tue, 03 Feb 2026 02:05 PM"],
    ['repl{{ NowFmt "20060102-150405" }}', "20260203-140506"],
    ['repl{{ ConfigOption "title" | Base64Encode }}', "base64(Hello)"],
    ['repl{{ b64dec "aGk=" }}', "hi"],
    ['repl{{ sha256sum "x" }}', "sha256(x)"],
    ['repl{{ ConfigOption "title" | upper | squote }}', "'HELLO'"],
    ['repl{{ printf "%s-%03d %q %.1f %%" Namespace 7 "a" 1.25 }}', 'shop-007 "a" 1.3 %'],
    ['repl{{ "a-b-c" | replace "-" "_" | contains "b_c" }}', true],
    ['repl{{ hasPrefix "a" "abc" }}', true],
    ['repl{{ (split "," "x,y")._1 }}', "y"],
    ['repl{{ splitList "," "x,y" | join "+" }}', "x+y"],
    ['repl{{ Split "x,y" "," | first }}', "x"],
    ['repl{{ index (dict "a.b" (list 1 2)) "a.b" 1 }}', 2],
    ['repl{{ dict "a" (list true "x") | toJson }}', '{"a":[true,"x"]}'],
    ['repl{{ dict "a" 1 | toYaml }}', "a: 1"],
    ['repl{{ (fromJson "{\\"a\\": {\\"b\\": 5}}").a.b }}', 5],
    ['repl{{ LicenseFieldValue "seats" | int | mul 2 | add 1 }}', 51],
    ["repl{{ sub 5 7 }}", -2],
    ["repl{{ div 7 2 }}", 3],
    ["repl{{ mod 7 2 }}", 1],
    ["repl{{ Div 7 2.0 }}", 3],
    ["repl{{ Mult 2 1.5 }}", 3],
    ['repl{{ eq (LicenseFieldValue "trial") "false" }}', true],
    ['repl{{ ParseBool "t" }}', true],
    ['repl{{ ConfigOption "empty" | int | add 1 }}', 1],
    ['repl{{ coalesce "" 0 "x" }}', "x"],
    ['repl{{ "Hello world" | trunc 5 | trimSuffix "o" | lower }}', "hell"],
    ['repl{{ UrlEncode "a b/ü" }}', "a+b%2F%C3%BC"],
    ["repl{{ HumanSize 1500000 }}", "1.5MB"],
    ['repl{{ default "x" (Lookup "v1" "ConfigMap" "shop" "absent").data.key }}', "x"],
    ["{{ .Values.other }} and {{replica}}", "{{ .Values.other }} and {{replica}}"],
  ])("%s gives %j", (source, expected) => {
    expect(rendered(source)).toBe(expected);
  });

  it.each([
    ['repl{{ Unknown "x" }}', /there is no function "Unknown"; docs/u],
    ['repl{{ ConfigOptoin "x" }}', /there is no function "ConfigOptoin"; is it ConfigOption/u],
    ["repl{{ semverCompare 1 }}", /there is no function "semverCompare"/u],
    ['repl{{ KurlString "a" "b" }}', /KurlString is not supported: there is no kURL installer/u],
    ['repl{{ ConfigOptionIndex "a" 0 }}', /ConfigOptionIndex is not supported: config items do not repeat/u],
    ["repl{{ randAlphaNum 8 }}", /only stand in value or default/u],
    ['repl{{ split "," "a,b" }}', /the result is a mapping; name one of its fields/u],
    ["repl{{ list 1 2 }} and more", /the result is a list/u],
    ['repl{{ add "x" 1 }}', /^the value is not a number$/u],
    ['repl{{ ConfigOption "title" | ParseInt }}', /^the value is not a number$/u],
    ['repl{{ ParseInt "secret" 10 }}', /^the value is not a number of this base$/u],
    ["repl{{ div 1 0 }}", /division by zero/u],
    ['repl{{ printf "%s" }}', /no value for %s/u],
    ['repl{{ printf "a" 1 }}', /1 value\(s\) for 0 place/u],
    ['repl{{ ParseBool "maybe" }}', /^the value is neither true nor false$/u],
    ['repl{{ "x" | indent 2 }}', /in a YAML block/u],
    ['repl{{ Lookup "v1" "Secret" "other" "x" }}', /own namespace shop only/u],
    ['repl{{ required "give a title" (ConfigOption "empty") }}', /^give a title$/u],
    ['repl{{ ("a").b }}', /there are no fields in a single value/u],
    ["repl{{ (list 1) .b }}", /cannot stand in a template/u],
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

  it("ask for the facts of the cluster that are not known yet, one at a time", () => {
    const source = 'repl{{ Lookup "v1" "Service" "shop" (ConfigOption "title") }}';
    const request = { kind: "lookup", apiVersion: "v1", objectKind: "Service", namespace: "shop", name: "Hello" };
    expect(renderTemplate(source, scope)).toEqual({ kind: "needs", request });
    const unknown = { ...scope, facts: { lookups: new Map() } };
    expect(renderTemplate("repl{{ NodeCount }}", unknown)).toEqual({ kind: "needs", request: { kind: "nodes" } });
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
