import { describe, expect, it } from "vitest";
import { refusals, render } from "../../test-support/release-files.ts";

const backup = (spec: string): string => `apiVersion: velero.io/v1
kind: Backup
metadata: {name: backup, labels: {a: b}}
spec:
${spec.replaceAll(/^/gmu, "  ")}
`;

const restore = (spec: string): string => backup(spec).replace("kind: Backup", "kind: Restore");

describe("a vendor's kind: Backup", () => {
  it("is handed on with Velero's fields, without the storage location", () => {
    const spec = `ttl: 720h0m0s
storageLocation: theirs
defaultVolumesToFsBackup: true
hooks:
  resources:
    - name: dump
      includedNamespaces: ['repl{{ Namespace }}']
      pre: [{exec: {command: [/bin/sh, -c, pg_dump], onError: Fail, timeout: 3m}}]`;
    expect(render({ "backup.yaml": backup(spec) })).toMatchObject({
      kind: "rendered",
      release: {
        backup: {
          name: "backup",
          labels: { a: "b" },
          spec: {
            ttl: "720h0m0s",
            defaultVolumesToFsBackup: true,
            hooks: { resources: [{ name: "dump", includedNamespaces: ["shop"] }] },
          },
        },
      },
    });
    expect(JSON.stringify(render({ "backup.yaml": backup(spec) }))).not.toContain("theirs");
  });

  it("is absent when an annotation switches it off", () => {
    const off = backup("ttl: 1h").replace("labels:", "annotations: {kots.io/exclude: 'true'}, labels:");
    expect(render({ "backup.yaml": off })).toMatchObject({ kind: "rendered", release: { backup: undefined } });
  });

  it.each([
    ["includeNamespaces: [shop]", "backup.yaml:5: spec.includeNamespaces: is not a field of a Velero Backup"],
    ["snapshotVolumes: 'no'", "spec.snapshotVolumes: must be true or false"],
    ["includedResources: secrets", "spec.includedResources: must be a list"],
    ["ttl: 3 days", 'spec.ttl: must be a duration such as "30s" or "1h30m"'],
    ["includedNamespaces: ['*']", 'spec.includedNamespaces[0]: "*" is not a namespace of the application (shop)'],
    ["excludedNamespaces: ['sh*']", "spec.excludedNamespaces[0]: drops the application's primary namespace shop"],
    ["includedResources: [pods]", "spec.includedResources: leaves out Secrets (secrets)"],
    ["includedResources: [pods, secrets]", "leaves out Applications (applications.holdfast.dev)"],
    ["excludedResources: ['SECRETS']", "spec.excludedResources[0]: drops Secrets"],
    ["excludedNamespaceScopedResources: ['*.holdfast.dev']", "drops Applications"],
    ["includedNamespaceScopedResources: ['secr*', 'pods']", "leaves out Applications"],
    ["excludedResources: [events]\nexcludedClusterScopedResources: [nodes]", "cannot be mixed with excludedResources"],
    [
      "labelSelector: {matchLabels: {a: b}}\norLabelSelectors: [{matchLabels: {a: b}}]",
      "cannot stand beside labelSelector",
    ],
    ["includeClusterResources: false", "false would leave out the PersistentVolumes"],
    ["hooks: {resources: [{pre: [{exec: {command: [a]}}]}]}", "spec.hooks.resources[0].name: is missing"],
    ["hooks: {resources: [{name: x}]}", "spec.hooks.resources[0]: has neither pre nor post"],
    ["hooks: {resources: [{name: x, pre: [{exec: {command: []}}]}]}", "command: must be a list with the program"],
    ["hooks: {resources: [{name: x, pre: [{exec: {command: ['sh -c x']}}]}]}", "command[0]: holds spaces"],
    ["hooks: {resources: [{name: x, post: [{exec: {command: [a], timeout: 3}}]}]}", "timeout: must be a duration"],
    [
      "hooks: {resources: [{name: x, post: [{exec: {command: [a], onError: Stop}}]}]}",
      "onError: must be Continue or Fail",
    ],
    ["hooks: {resources: [{name: x, includedNamespaces: [other], pre: [{exec: {command: [a]}}]}]}", '"other" is not'],
  ])("is refused with %s", (spec, reason) => {
    const found = refusals(render({ "backup.yaml": backup(spec) }));
    expect(found.join("\n")).toContain(reason);
    expect(found.every((line) => /^backup\.yaml:\d+: /u.test(line))).toBe(true);
  });

  it.each([
    "includedResources: ['*']",
    "includedResources: [secrets, applications.holdfast.dev, pods]",
    "excludedResources: [events, events.events.k8s.io]",
    "excludedClusterScopedResources: [nodes]\nexcludedNamespaceScopedResources: [events]",
    "labelSelector: {matchLabels: {a: b}}",
    "includedNamespaces: [shop]",
    "hooks: {}",
  ])("is accepted with %s", (spec) => {
    expect(refusals(render({ "backup.yaml": backup(spec) }))).toEqual([]);
  });
});

describe("a vendor's kind: Restore", () => {
  it("is checked for fields and hooks", () => {
    const good = "hooks: {resources: [{name: x, postHooks: [{exec: {command: [a], waitForReady: true}}]}]}";
    expect(refusals(render({ "restore.yaml": restore(good) }))).toEqual([]);
    expect(refusals(render({ "restore.yaml": restore("hook: {}") })).join()).toContain(
      "not a field of a Velero Restore",
    );
    expect(refusals(render({ "restore.yaml": restore("hooks: {resources: [{name: x}]}") })).join()).toContain(
      "no postHooks",
    );
  });
});
