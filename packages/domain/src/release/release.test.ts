import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aRelease,
  bytes,
  entries,
  objectsOf,
  problemsOf,
  refusals,
  releaseYaml,
  render,
  testCodecs,
} from "../../test-support/release-files.ts";
import { checkEntries, plainPath, refusePath } from "./check-entries.ts";
import { parseRelease } from "./parse-release.ts";
import { faultOfProblems } from "./problem.ts";

const map = (name: string, rest = "data: {a: b}"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${rest}\n`;

function requiring(requires: string): string {
  return releaseYaml.replace("sequence: 1", `sequence: 1, requires: ${requires}`);
}

describe("a release", () => {
  it("is read with its objects in the order of files and documents", () => {
    const release = aRelease({
      "b.yaml": map("third"),
      "a.yaml": `${map("first")}---\n# only a comment\n---\n${map("second")}`,
      "x/notes.txt": "?",
    });
    expect(release.metadata).toMatchObject({ slug: "shop", title: "Shop", versionLabel: "1.0", sequence: 1 });
    expect(release.manifests.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([
      "a.yaml:1 first",
      "a.yaml:8 second",
      "b.yaml:1 third",
    ]);
    expect([...release.files.keys()]).toEqual(["a.yaml", "b.yaml", "holdfast.yaml", "x/notes.txt"]);
  });

  it("is refused whole, with every problem, its file and its line", () => {
    const found = problemsOf({
      "a.yaml": "kind: ConfigMap\n---\napiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n---\n- 1\n",
      "b.yaml": "a: 1\na: 2\n",
      "chart.yaml": "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: c}\n",
      "t.yaml": map("t", "data:\n  a: repl{{ Nope }}\n  repl{{ Namespace }}: b # repl{{ Namespace }}"),
      "u.yaml": "key: {{repl Namespace }}\n",
    });
    expect(found).toEqual([
      "a.yaml:1: apiVersion, metadata.name must be a text",
      "a.yaml:3: metadata.name must be a text; generateName is not accepted",
      "a.yaml:7: a manifest must be a mapping with apiVersion, kind and metadata",
      "b.yaml:2: this is not YAML: Map keys must be unique",
      "chart.yaml:1: kind HelmChart: Holdfast does not install Helm charts; ship the rendered manifests",
      expect.stringMatching(/^t.yaml:5: data.a: there is no function "Nope"/u) as unknown,
      expect.stringMatching(/^t.yaml:6: a template cannot stand in a (?:key|comment)/u) as unknown,
      expect.stringMatching(/^t.yaml:6: a template cannot stand in a (?:key|comment)/u) as unknown,
      expect.stringMatching(/^u.yaml:1: this is not YAML: .*; put the template in quotes/u) as unknown,
    ]);
  });

  it.each([
    ["kots.io/v1beta1", "LintConfig", /kind LintConfig of kots.io\/v1beta1 is not supported/u],
    ["troubleshoot.sh/v1beta2", "Preflight", /for another installer/u],
    ["embeddedcluster.replicated.com/v1beta1", "Config", /for another installer/u],
    ["velero.io/v1", "BackupStorageLocation", /is the customer's/u],
    ["holdfast.dev/v1alpha1", "Application", /cannot be part of a release/u],
    ["v1", "List", /write its items as documents/u],
  ])("with %s %s is refused with that reason, never skipped", (apiVersion, kind, reason) => {
    const found = problemsOf({ "a.yaml": `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n` });
    expect(found).toEqual([expect.stringMatching(reason)]);
  });

  it("says unsupported-manifest when that is all there is, and invalid-release for a mixture", () => {
    const unsupported = { code: "unsupported-manifest", file: "a.yaml", line: 3, message: "no" } as const;
    expect(faultOfProblems([unsupported]).code).toBe("unsupported-manifest");
    expect(faultOfProblems([unsupported, { ...unsupported, code: "template-error" }]).code).toBe("invalid-release");
    expect(faultOfProblems([unsupported]).details).toMatchObject({ reason: "a.yaml:3: no", where: "a.yaml:3" });
  });

  it.each([
    ["{name: Shop}", /lower-case letters/u],
    ["{name: console}", /"console" is reserved/u],
    [`{name: ${"a".repeat(41)}}`, /at most 40 characters/u],
  ])("with the slug %s is refused", (name, reason) => {
    expect(problemsOf({ "holdfast.yaml": releaseYaml.replace("{name: shop}", name) })).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it("says where it runs, in versions", () => {
    const stated = requiring('{kubernetes: {from: "1.28", to: "1.34"}, holdfast: {from: "0.1.0"}}');
    expect(aRelease({ "holdfast.yaml": stated }).metadata.limits).toEqual({
      kubernetes: { from: "1.28", to: "1.34" },
      holdfast: { from: "0.1.0" },
    });
    expect(aRelease({}).metadata.limits).toEqual({});
    const wrong = requiring('{kubernetes: {from: "new", until: "1.34"}, holdfast: {from: "1"}}');
    expect(problemsOf({ "holdfast.yaml": wrong })).toHaveLength(3);
  });

  it("needs holdfast.yaml, a sequence from 1, a version in quotes and a public key", () => {
    const wrong = releaseYaml.replace('"1.0"', "1.0").replace("sequence: 1", "sequence: 0").replace("=}", "}");
    expect(problemsOf({ "holdfast.yaml": wrong })).toHaveLength(3);
    const [, ...others] = entries({ "a.yaml": map("a") });
    expect(parseRelease(others, testCodecs)).toMatchObject({ problems: [{ file: "holdfast.yaml" }] });
  });

  it("takes one kind Backup, Config and Application at most", () => {
    const backup = "apiVersion: velero.io/v1\nkind: Backup\nmetadata: {name: b}\n";
    expect(problemsOf({ "a.yaml": backup, "b.yaml": `---\n${backup}` })).toEqual([
      "b.yaml:2: a release has one kind Backup at most; the first is in a.yaml:1",
    ]);
  });

  it("stops aliases that multiply a document", () => {
    const lines = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const [one, next] of [
      ["a", "b"],
      ["b", "c"],
      ["c", "d"],
      ["d", "e"],
    ]) {
      lines.push(
        `${next ?? ""}: &${next ?? ""} [${Array(9)
          .fill(`*${one ?? ""}`)
          .join(",")}]`,
      );
    }
    expect(problemsOf({ "bomb.yaml": lines.join("\n") })).toEqual([
      "bomb.yaml:1: its aliases multiply the document too often",
    ]);
  });
});

describe("paths of a release", () => {
  it.each([
    "../x",
    "a/../../x",
    "/etc/passwd",
    "C:/x",
    "a\\b",
    "a//b",
    "a/./b",
    "a\u0000b",
    `${"a/".repeat(120)}x`,
    "..",
    "a/..",
  ])("refuse %j", (path) => {
    expect(refusePath(path)).toBeDefined();
  });

  it.each(["a.yaml", "./a.yaml", "a/b/c.yaml", "a/", ".", "..a/b..", "ä ö.txt"])("accept %j", (path) => {
    expect(refusePath(path)).toBeUndefined();
  });

  it("never come out of a release, whatever they are", () => {
    const parts = fc.array(fc.constantFrom("..", ".", "a", "b", "", "\\", "/"), { maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.boolean(), (path, absolute) => {
        const text = `${absolute ? "/" : ""}${path.join("/")}`;
        if (refusePath(text) !== undefined) return;
        const plain = plainPath(text);
        expect(plain.startsWith("/")).toBe(false);
        expect(plain.split("/")).not.toContain("..");
      }),
    );
  });

  it("refuse links and devices, and a file that comes twice", () => {
    const content = bytes("x");
    expect(
      checkEntries([
        { kind: "link", path: "a", target: "/etc/passwd" },
        { kind: "special", path: "b", description: "a fifo" },
        { kind: "file", path: "c", content },
        { kind: "file", path: "./c", content },
        { kind: "directory", path: "../d" },
      ]),
    ).toMatchObject({ problems: [{ file: "a" }, { file: "b" }, { file: "../d" }, { file: "c" }] });
  });
});

const annotated = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {${name}: ${value}}}\n`;

const application = (names: string): string =>
  `apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec:\n  title: The Shop\n  additionalNamespaces: ${names}\n  statusInformers: [deployment/web, other/sts/db, pods/x]\n`;

const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: c}
spec:
  groups:
    - name: g
      items:
        - {name: text, type: text, default: fallback}
        - {name: replicas, type: text, default: "2"}
        - {name: flag, type: bool, default: "0"}
        - {name: made, type: password, hidden: true, value: 'repl{{ RandomString 8 }}'}
        - {name: url, type: text, default: 'http://repl{{ ConfigOption "host" }}/'}
        - {name: host, type: text, default: 'repl{{ Namespace }}.example'}
`;
const countAnnotated = (name: string, value: string) =>
  objectsOf(render({ "config.yaml": config, "a.yaml": annotated(name, value) })).length;

const rendered = (rest: string, given: Readonly<Record<string, string>> = {}) =>
  objectsOf(render({ "config.yaml": config, "a.yaml": map("a", rest) }, { config: { given, generated: {} } }))[0];

describe("rendered manifests", () => {
  it("take values of the config, of items below them too", () => {
    expect(rendered('data:\n  a: repl{{ ConfigOption "url" }}')?.["data"]).toEqual({ a: "http://shop.example/" });
  });

  it("give a plain value the type of its result, a quoted one always a text, a text field always a text", () => {
    const spec = rendered(
      `spec:
  plain: repl{{ ConfigOption "replicas" }}
  quoted: 'repl{{ ConfigOption "replicas" }}'
  flag: repl{{ ConfigOptionEquals "flag" "0" }}
  octal: 0644
  yes: yes
  seats: repl{{ LicenseFieldValue "seats" }}
data:
  a: repl{{ ConfigOption "replicas" }}`,
    );
    expect(spec?.["spec"]).toEqual({ plain: 2, quoted: "2", flag: true, octal: 420, true: true, seats: 3 });
    expect(spec?.["data"]).toEqual({ a: "2" });
  });

  it("give what KOTS gives for indent and nindent: columns count from the edge of the file, YAML takes the block's away", () => {
    const spec = rendered(`data:
  pem: |
    repl{{ "one\\ntwo" | nindent 4 }}
  nested: |
    server:
      cert: |repl{{ "one\\ntwo" | nindent 8 }}
    end: true`);
    expect(spec?.["data"]).toEqual({
      pem: "\none\ntwo\n",
      nested: "server:\n  cert: |\n    one\n    two\nend: true\n",
    });
  });

  it("cannot be given another structure by any value that a customer types", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const object = rendered(`data: {a: 'repl{{ ConfigOption "text" }}', b: "x"}`, { text: value });
        expect(object?.["data"]).toEqual({ a: value === "" ? "fallback" : value, b: "x" });
      }),
      { numRuns: 60 },
    );
  });

  it("are left out by kots.io/when and kots.io/exclude", () => {
    expect(countAnnotated("kots.io/when", `'repl{{ ConfigOptionEquals "flag" "1" }}'`)).toBe(0);
    expect(countAnnotated("kots.io/when", `'repl{{ ConfigOptionEquals "flag" "0" }}'`)).toBe(1);
    expect(countAnnotated("kots.io/exclude", `'repl{{ ConfigOptionEquals "flag" "0" }}'`)).toBe(0);
    expect(countAnnotated("kots.io/exclude", '"false"')).toBe(1);
    expect(countAnnotated("kots.io/when", `'repl{{ ConfigOption "flag" }}'`)).toBe(0);
  });

  it("say which annotation left them out", () => {
    expect(render({ "config.yaml": config, "a.yaml": annotated("kots.io/when", '"false"') })).toMatchObject({
      release: {
        leftOut: [{ file: "a.yaml", line: 1, kind: "ConfigMap", name: "x", reason: 'kots.io/when: "false"' }],
      },
    });
  });

  it.each([
    ["kots.io/when", "'repl{{ LicenseFieldValue \"absent\" }}'", 'must be "true" or "false"; it is ""'],
    ["kots.io/exclude", "'maybe'", 'must be "true" or "false"; it is "maybe"'],
    ["kots.io/keep", "'maybe'", 'must be "true" or "false"; it is "maybe"'],
    ["kots.io/creation-phase", "'10000'", "must be a whole number from -9999 to 9999"],
    ["kots.io/deletion-phase", "'1.5'", "must be a whole number from -9999 to 9999"],
    ["kots.io/wait-for-ready", "'5m'", 'must be "true" or "false"'],
    ["kots.io/wait-for-properties", "'.status.phase'", 'must be "path=value"'],
  ])("with the annotation %s: %s are refused with its place", (name, value, message) => {
    const found = refusals(render({ "a.yaml": annotated(name, value) }));
    expect(found).toEqual([expect.stringContaining(`a.yaml:3: annotation ${name}: ${message}`)]);
  });

  it("carry the application's label on the object and never on its pods", () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: d, labels: {x: y}}
spec: {template: {metadata: {labels: {x: y}}}}
`;
    expect(objectsOf(render({ "a.yaml": deployment }))[0]).toMatchObject({
      metadata: { labels: { x: "y", "holdfast.dev/application": "shop" } },
      spec: { template: { metadata: { labels: { x: "y" } } } },
    });
  });

  it("are refused in other namespaces, twice, with our labels, or with hook commands that Velero would not run", () => {
    const found = refusals(
      render({
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: other}\n",
        "b.yaml": `${map("b")}---\n${map("b")}`,
        "c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {holdfast.dev/record: x}}\n",
        "d.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n",
        "e.yaml": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: e\n  annotations:\n    pre.hook.backup.velero.io/command: '["sh", 1]'\n    post.hook.backup.velero.io/command: sync now\n    post.hook.restore.velero.io/command: '["/bin/sync"]'\n`,
      }),
    );
    expect(found).toEqual([
      'a.yaml:3: metadata.namespace: "other" is not a namespace of the application (shop)',
      "c.yaml:3: metadata.labels.holdfast.dev/record: is a label of Holdfast's own",
      "d.yaml:3: metadata.name: the namespace other is not one of the application (shop)",
      "b.yaml:6: ConfigMap b is there already, in b.yaml:1",
      expect.stringMatching(
        /^e.yaml:6: annotation pre.hook.backup.velero.io\/command: must be a JSON list/u,
      ) as unknown,
      expect.stringMatching(
        /^e.yaml:7: annotation post.hook.backup.velero.io\/command: must be a JSON list/u,
      ) as unknown,
    ]);
  });

  it("may stand in additional namespaces; * and the cluster's own are refused", () => {
    const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop-jobs}\n";
    const bad = refusals(render({ "a.yaml": object, "app.yaml": application('["*", kube-system]') }));
    expect(bad.filter((line) => line.includes("additionalNamespaces"))).toHaveLength(2);
    expect(bad.join("\n")).toMatch(/statusInformers\[2\]: "pods\/x" must be/u);
    const good = render({ "a.yaml": object, "app.yaml": application("[shop-jobs]").replace(", pods/x", "") });
    expect(good).toMatchObject({
      release: {
        namespaces: ["shop", "shop-jobs"],
        description: {
          title: "The Shop",
          statusInformers: [
            { kind: "deployment", name: "web" },
            { namespace: "other", kind: "statefulset", name: "db" },
          ],
        },
      },
    });
  });
});
