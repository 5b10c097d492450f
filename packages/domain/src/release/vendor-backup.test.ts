import { describe, expect, it } from "vitest";
import { refusals, render } from "../../test-support/release-files.ts";
import { formatProblem } from "./problem.ts";

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
    ["includeClusterResources: true", "would take every cluster-scoped object of the customer's cluster"],
    ["includedClusterScopedResources: [clusterroles]", "what the release itself ships comes back from the release"],
    ["excludedClusterScopedResources: ['*']", "drops the PersistentVolumes"],
    ["excludedResources: [pv]", "spec.excludedResources[0]: drops the PersistentVolumes"],
    ["includedResources: ['*', pods]", 'must hold nothing beside "*"'],
    ["includedResources: ['*', events]\nexcludedResources: [events]", '"events" is in includedResources too'],
    ["volumeSnapshotLocations: [aws]", "VolumeSnapshotLocations of the customer's Velero"],
    ["resourcePolicy: {kind: configmap, name: p}", "names a ConfigMap in Velero's own namespace"],
    ["defaultVolumesToRestic: true", "write defaultVolumesToFsBackup"],
    ["datamover: other", 'spec.datamover: must be "velero"'],
    ["uploaderConfig: {parallelFilesUpload: many}", "must be a whole number from 0"],
    ["uploaderConfig: {parallel: 1}", "spec.uploaderConfig.parallel: is not a field"],
    ["volumeGroupSnapshotLabelKey: 'a b'", "is not the name of a label"],
    ["labelSelector: {matchExpressions: [{key: a, operator: Near}]}", "must be one of In, NotIn, Exists, DoesNotExist"],
    ["labelSelector: {matchExpressions: [{key: a, operator: In}]}", "values: must not be empty for In"],
    ["labelSelector: {matchLabels: {'a b': c}}", "is not the name of a label"],
    ["orLabelSelectors: [{matchLabel: {a: c}}]", "is not a field of a label selector"],
    ["orderedResources: {pods: other/x}", '"other" is not a namespace of the application (shop)'],
    ["orderedResources: {pods: x}", '"x" must be namespace/name'],
    ["orderedResources: {deployments.apps: shop/x}", "must be the plural name of a resource without its group"],
    ["metadata: {labels: {velero.io/x: y}}", "is Velero's own: backups are told apart by it"],
    [
      "hooks: {resources: [{name: x, excludedNamespaces: ['sh*'], pre: [{exec: {command: [a]}}]}]}",
      "no namespace to run",
    ],
    ["hooks: {resources: [{name: x, includedResources: [jobs], pre: [{exec: {command: [a]}}]}]}", "leaves out pods"],
    [
      "hooks: {resources: [{name: x, labelSelector: {matchLabels: {a: '/'}}, pre: [{exec: {command: [a]}}]}]}",
      'spec.hooks.resources[0].labelSelector.matchLabels.a: "/" cannot be the value',
    ],
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
    "labelSelector: {matchLabels: {a: b}, matchExpressions: [{key: x/y, operator: NotIn, values: [z]}]}",
    "snapshotVolumes: true\nsnapshotMoveData: true\ndatamover: velero\ncsiSnapshotTimeout: 20m",
    "uploaderConfig: {parallelFilesUpload: 4}\nitemOperationTimeout: 8h",
    "orderedResources: {pods: 'shop/a, shop/b'}",
    "includedNamespaces: [shop]",
    "hooks: {}",
  ])("is accepted with %s", (spec) => {
    expect(refusals(render({ "backup.yaml": backup(spec) }))).toEqual([]);
  });
});

const warnings = (spec: string): readonly string[] => {
  const rendering = render({ "backup.yaml": backup(spec) });
  if (rendering.kind !== "rendered") throw new Error(JSON.stringify(rendering));
  return rendering.warnings.map(formatProblem);
};

describe("what a vendor's kind: Backup says in vain", () => {
  it.each([
    ["storageLocation: theirs", "backup.yaml:5: spec.storageLocation: is the customer's to choose, and is not used"],
    ["excludedNamespaces: [other]", "spec.excludedNamespaces: has no effect"],
    ["excludedResources: [pods]", "spec.excludedResources[0]: drops pods"],
    ["hooks: {resources: [{name: x, pre: [{exec: {command: [a]}}]}]}", "exec: has no timeout: Velero waits 30 seconds"],
  ])("is a warning with its place: %s", (spec, message) => {
    expect(warnings(spec).join("\n")).toContain(message);
  });

  it("is nothing for the labels of the Backup, which the member carries, those of spec.metadata too", () => {
    const rendering = render({ "backup.yaml": backup("metadata: {labels: {team: x}}") });
    expect(rendering).toMatchObject({ release: { backup: { labels: { a: "b", team: "x" }, spec: {} } }, warnings: [] });
  });
});

describe("a vendor's kind: Restore", () => {
  it.each([
    ["includedResources: [pods]", "write excludedResources"],
    ["labelSelector: {matchLabels: {a: b}}", "would leave out objects that a restore deletes before"],
    ["namespaceMapping: {a: b}", "a copy gets its namespaces from the customer"],
    ["existingResourcePolicy: update", 'must be "none"'],
    ["restorePVs: false", "volumes that were wiped have to come back"],
    ["includeClusterResources: true", "cluster-scoped objects come back from the release"],
    ["resourceModifier: {kind: configmap, name: m}", "where a release cannot put one"],
    ["scheduleName: daily", "the customer chooses the backup"],
    ["excludedResources: ['po*']", "drops pods; Velero fills volumes by their pods"],
    ["excludedResources: ['*']", "leaves nothing"],
    ["hooks: {resources: [{name: x, includedNamespaces: [other], postHooks: [{exec: {command: [a]}}]}]}", '"other" is'],
    ["hooks: {resources: [{name: x, postHooks: [{init: {initContainers: [{name: a}]}}]}]}", "image: is missing"],
    ["hooks: {resources: [{name: x, postHooks: [{init: {initContainers: []}}]}]}", "must hold the containers to run"],
  ])("is refused with %s", (spec, reason) => {
    const found = refusals(render({ "restore.yaml": restore(spec) }));
    expect(found.join("\n")).toContain(reason);
    expect(found.every((line) => /^restore\.yaml:\d+: /u.test(line))).toBe(true);
  });

  it("is handed on with the fields that a restore honours, the others named", () => {
    const spec = `backupName: backup
includedNamespaces: ['*']
excludedResources: [jobs.batch]
existingResourcePolicy: none
itemOperationTimeout: 2h
preserveNodePorts: true
restoreStatus: {includedResources: [widgets]}`;
    const rendering = render({ "restore.yaml": restore(spec) });
    expect(rendering).toMatchObject({
      release: {
        restore: { spec: { excludedResources: ["jobs.batch"], itemOperationTimeout: "2h", preserveNodePorts: true } },
      },
      warnings: [{ field: "spec.backupName" }, { field: "spec.includedNamespaces" }],
    });
  });

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
