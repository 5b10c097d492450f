import { describe, expect, it } from "vitest";
import { aRelease, problemsOf, testCodecs, testFacts } from "../../test-support/release-files.ts";
import { checkGiven, checkValues, normalizeValue } from "./check-config.ts";
import { configItems } from "./config-spec.ts";
import { resolveConfig } from "./config-values.ts";
import type { ConfigRecord, OuterScope } from "./config-values.ts";

const config = (items: string): string => `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: c}
spec:
  groups:
    - name: g
      items:
${items.replaceAll(/^/gmu, "        ")}
`;
const spec = (items: string) => aRelease({ "config.yaml": config(items) }).config;

let made = 0;
const outer: OuterScope = {
  namespace: "shop",
  licenseField: () => "",
  release: { slug: "shop", sequence: 1, versionLabel: "1.0", channel: "", releaseNotes: "" },
  holdfastVersion: "9.9.9",
  facts: testFacts,
  codecs: testCodecs,
  now: () => (made += 1),
  randomString: (length: number) => `${"r".repeat(length - 1)}${(made += 1) % 10}`,
};
const resolve = (items: string, record: Partial<ConfigRecord> = {}) => {
  const resolution = resolveConfig(spec(items), { given: {}, generated: {}, ...record }, outer);
  if (resolution.kind === "refused") throw new Error(resolution.problems.map(({ message }) => message).join());
  if (resolution.kind === "needs") throw new Error(JSON.stringify(resolution.requests));
  return resolution.config;
};

describe("config values", () => {
  it("come from what was set, then what was generated, then value, then default", () => {
    const items =
      "- {name: a, type: text, value: v, default: d}\n- {name: b, type: text, default: d}\n- {name: c, type: text}";
    expect(Object.fromEntries(resolve(items).values)).toEqual({ a: "v", b: "d", c: "" });
    expect(resolve(items, { given: { a: "mine" } }).values.get("a")).toBe("mine");
  });

  it("are generated once and kept, wherever RandomString stands", () => {
    const items =
      "- {name: a, type: password, value: 'pre-repl{{ RandomString 6 }}'}\n- {name: b, type: text, default: 'repl{{ RandomString 4 }}'}";
    const first = resolve(items);
    expect(first.values.get("a")).toMatch(/^pre-r{5}\d$/u);
    const second = resolve(items, { generated: first.record.generated });
    expect(second.values).toEqual(first.values);
    expect(second.record.generated).toEqual(first.record.generated);
  });

  it("made with Now are made once, and ConfigOptionData reads a file item", () => {
    const items =
      "- {name: a, type: text, value: 'repl{{ Now }}'}\n- {name: f, type: file, default: aGk=}\n- {name: b, type: text, default: 'repl{{ ConfigOptionData \"f\" }}'}";
    const first = resolve(items);
    expect(resolve(items, { generated: first.record.generated }).values.get("a")).toBe(first.values.get("a"));
    expect(first.values.get("b")).toBe("hi");
  });

  it("may refer to each other in any order, but not in a circle", () => {
    expect(
      resolve(
        "- {name: a, type: text, default: 'repl{{ ConfigOption \"b\" }}!'}\n- {name: b, type: text, default: x}",
      ).values.get("a"),
    ).toBe("x!");
    const circle =
      "- {name: a, type: text, default: 'repl{{ ConfigOption \"b\" }}'}\n- {name: b, type: text, default: 'repl{{ ConfigOption \"a\" }}'}";
    expect(() => resolve(circle)).toThrow(/needs its own value/u);
  });

  it("that are required or malformed are all named, except of items that are not shown", () => {
    const items = `- {name: needed, type: text, required: true, title: A title}
- {name: hidden_away, type: text, required: true, when: 'repl{{ ConfigOptionEquals "mode" "a" }}'}
- {name: mode, type: select_one, default: b, items: [{name: a}, {name: b}]}
- {name: number, type: text, default: "x", validation: {regex: {pattern: "^[0-9]+$", message: digits please}}}
- {name: flag, type: bool, default: "maybe"}
- {name: note, type: label, title: Read this}`;
    expect(checkValues(spec(items), resolve(items)).map(({ item, message }) => `${item} ${message}`)).toEqual([
      "needed is required (A title)",
      "number is not accepted: digits please",
      'flag must be "1" or "0"',
    ]);
  });

  it("of hidden, readonly, unknown and label items cannot be set, and are never repeated in the refusal", () => {
    const items =
      "- {name: h, type: text, hidden: true}\n- {name: r, type: text, readonly: true}\n- {name: l, type: label}\n- {name: ok, type: file}";
    const problems = checkGiven(spec(items), { h: "S3CRET", r: "S3CRET", l: "S3CRET", x: "S3CRET", ok: "S3CRET!" });
    expect(problems.map(({ item }) => item)).toEqual(["h", "r", "l", "x", "ok"]);
    expect(JSON.stringify(problems)).not.toContain("S3CRET");
  });

  it("of bool items are stored as 1 and 0", () => {
    const [item] = configItems(spec("- {name: b, type: bool}"));
    if (item === undefined) throw new Error("no item");
    expect(["true", "false", "1"].map((value) => normalizeValue(item, value))).toEqual(["1", "0", "1"]);
  });
});

describe("a Config", () => {
  it.each([
    ["- {name: a, type: table}", /"table" is not supported; there are text, password/u],
    ["- {name: a, type: text, repeatable: true}", /repeatable item; these are not supported/u],
    ["- {name: a, type: text}\n- {name: a, type: text}", /"a" is there already, in line \d+/u],
    ["- {name: a, type: select_one}", /items: has nothing to choose from/u],
    ["- {name: a, type: text, validation: {regex: {pattern: '('}}}", /is not a regular expression/u],
    ["- {name: a, type: text, colour: red}", /colour: is not a field of a config item/u],
    ["- {name: 1a, type: text}", /must be letters, digits/u],
    ["- {name: a, type: text, default: 'repl{{ ConfigOption \"zz\" }}'}", /there is no config item "zz"/u],
  ])("is refused with %s", (items, reason) => {
    expect(problemsOf({ "config.yaml": config(items) }).join("\n")).toMatch(reason);
  });
});
