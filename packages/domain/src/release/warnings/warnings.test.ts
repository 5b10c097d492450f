import { describe, expect, it } from "vitest";
import { aRelease, render } from "../../../test-support/release-files.ts";
import { formatProblem } from "../problem.ts";
import { warnRelease } from "./warn-release.ts";

const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: c}
spec:
  groups:
    - name: g
      items:
        - {name: user, type: text, default: me}
        - {name: secret, type: password, hidden: true, value: 'repl{{ RandomString 8 }}'}
`;

function warnings(files: Readonly<Record<string, string>>): readonly string[] {
  const all = { "config.yaml": config, ...files };
  const rendering = render(all);
  if (rendering.kind !== "rendered") throw new Error(JSON.stringify(rendering));
  return [...rendering.warnings, ...warnRelease(aRelease(all), rendering.release)].map(formatProblem);
}

const backup = (spec = "snapshotVolumes: false"): string =>
  `apiVersion: velero.io/v1\nkind: Backup\nmetadata: {name: b}\nspec:\n  ${spec.replaceAll("\n", "\n  ")}\n`;

interface PodParts {
  readonly annotations?: string;
  readonly volumes?: string;
  readonly templates?: string;
}

const database = ({ annotations = "", volumes = "[]", templates = "[]" }: PodParts): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata:
      labels: {app: db}
      annotations:
        a: b
        ${annotations.replaceAll("\n", "\n        ")}
    spec:
      containers: [{name: postgres, image: x}]
      volumes: ${volumes}
  volumeClaimTemplates: ${templates}
`;
const data = "[{metadata: {name: data}}]";
const scratch = "[{name: scratch, emptyDir: {}}]";
const limited = "[{name: scratch, emptyDir: {sizeLimit: 1Gi}}]";
const dump = "pre.hook.backup.velero.io/command: '[\"dump\"]'\npre.hook.backup.velero.io/timeout: 5m";

describe("lint warns about volumes", () => {
  it("of claims and claim templates that no backup would hold, until they are named or left out by name", () => {
    const warned = warnings({ "backup.yaml": backup(), "db.yaml": database({ templates: data }) });
    expect(warned).toEqual([
      'db.yaml:10: StatefulSet db: annotation backup.velero.io/backup-volumes: the volume "data" is in no backup; name it here, or in backup.velero.io/backup-volumes-excludes when it is left out on purpose',
    ]);
    for (const name of ["backup-volumes", "backup-volumes-excludes"]) {
      const annotations = `backup.velero.io/${name}: data`;
      expect(warnings({ "backup.yaml": backup(), "db.yaml": database({ templates: data, annotations }) })).toEqual([]);
    }
    const all = backup("defaultVolumesToFsBackup: true");
    expect(warnings({ "backup.yaml": all, "db.yaml": database({ templates: data }) })).toEqual([]);
    const snapshots = backup("snapshotVolumes: true");
    expect(warnings({ "backup.yaml": snapshots, "db.yaml": database({ templates: data }) })).toEqual([]);
  });

  it("that are named and not there, and emptyDirs that nothing fills before they are copied", () => {
    const annotations = "backup.velero.io/backup-volumes: scratch,nonsense";
    const found = warnings({ "backup.yaml": backup(), "db.yaml": database({ volumes: limited, annotations }) });
    expect(found.join("\n")).toContain(
      'db.yaml:11: StatefulSet db: annotation backup.velero.io/backup-volumes: the pods have no volume "nonsense"',
    );
    expect(found.join("\n")).toContain('the volume "scratch" is an emptyDir, and no pre hook fills it');
  });

  it("weak point 44: of dumps in an emptyDir without a limit, which fill the node's disk", () => {
    const annotations = `backup.velero.io/backup-volumes: scratch\n${dump}`;
    const pod = { templates: data, annotations };
    expect(warnings({ "backup.yaml": backup(), "db.yaml": database({ ...pod, volumes: scratch }) })).toEqual([
      expect.stringContaining('the volume "scratch" has no sizeLimit: a dump that grows fills the node\'s disk'),
    ]);
    // What is dumped into another volume needs no copy of its own.
    expect(warnings({ "backup.yaml": backup(), "db.yaml": database({ ...pod, volumes: limited }) })).toEqual([]);
  });

  it("that a StorageClass retains after a restore has replaced them", () => {
    const storage =
      "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s}\nprovisioner: x\nreclaimPolicy: Retain\n";
    expect(warnings({ "s.yaml": storage })).toEqual([
      expect.stringMatching(/^s\.yaml:5: reclaimPolicy: Retain leaves/u),
    ]);
  });
});

const hook = (selection: string, exec: string): string =>
  `hooks: {resources: [{name: dump, ${selection}, pre: [{exec: {command: [dump], ${exec}}}]}]}`;

const command = (item: string) =>
  backup(
    `hooks: {resources: [{name: dump, pre: [{exec: {timeout: 1m, command: [dump, 'repl{{ ConfigOption "${item}" }}']}}]}]}`,
  );

describe("lint warns about hooks", () => {
  it("that match no pod of the release, or a container that its pods do not have", () => {
    const db = { "db.yaml": database({}) };
    const lonely = hook("labelSelector: {matchLabels: {app: web}}", "timeout: 1m");
    expect(warnings({ ...db, "backup.yaml": backup(lonely) })).toEqual([
      'backup.yaml:1: spec.hooks.resources[0]: the hook "dump" matches no pod that the release makes',
    ]);
    const wrong = hook("labelSelector: {matchLabels: {app: db}}", "timeout: 1m, container: mysql");
    expect(warnings({ ...db, "backup.yaml": backup(wrong) })).toEqual([
      expect.stringContaining('the hook "dump" runs in a container "mysql", and StatefulSet db has none of that name'),
    ]);
  });

  it("without timeouts, in the Backup and in annotations, and in containers that are not there", () => {
    const annotations = "pre.hook.backup.velero.io/command: dump\npre.hook.backup.velero.io/container: mysql";
    const found = warnings({
      "db.yaml": database({ annotations }),
      "backup.yaml": backup(hook("includedResources: [pods]", "onError: Fail")),
    });
    expect(found.filter((line) => line.includes("Velero waits 30 seconds"))).toHaveLength(2);
    expect(found.join("\n")).toContain('pre.hook.backup.velero.io/container: StatefulSet db has no container "mysql"');
  });

  it("weak point 38: of a restore that are passed over when they fail, so that missing data looks restored", () => {
    const annotations =
      "post.hook.restore.velero.io/command: load\npost.hook.restore.velero.io/exec-timeout: 5m\npost.hook.restore.velero.io/wait-timeout: 5m";
    expect(warnings({ "db.yaml": database({ annotations }) })).toEqual([
      expect.stringContaining("is passed over when it fails: the restore ends as if the data were there"),
    ]);
    expect(
      warnings({ "db.yaml": database({ annotations: `${annotations}\npost.hook.restore.velero.io/on-error: Fail` }) }),
    ).toEqual([]);
  });

  it("whose command holds a secret config item, which Velero would write into its log", () => {
    const db = { "db.yaml": database({}) };
    expect(warnings({ ...db, "backup.yaml": command("user") })).toEqual([]);
    expect(warnings({ ...db, "backup.yaml": command("secret") })).toEqual([
      expect.stringMatching(
        /^backup\.yaml:5: spec\.hooks\.resources\[0\]\.pre\[0\]\.exec\.command\[1\]: the command holds the secret config item "secret"/u,
      ),
    ]);
    const annotations = dump.replace('["dump"]', '["dump", "repl{{ ConfigOption `secret` }}"]');
    expect(warnings({ "db.yaml": database({ annotations }) })).toEqual([expect.stringContaining("holds the secret")]);
  });
});

describe("lint warns about templates and annotations", () => {
  it("that give another value at every backup or deployment", () => {
    const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: 'repl{{ Now }}'}\n";
    const dated = backup().replace("name: b", "name: b, annotations: {example.com/at: 'repl{{ NowFmt `2006` }}'}");
    expect(warnings({ "m.yaml": map, "backup.yaml": dated })).toEqual([
      "m.yaml:4: data.a: Now gives another value at every deployment; in a pod template it restarts the pods",
      "backup.yaml:3: metadata.annotations.example.com/at: NowFmt gives another value at every backup",
    ]);
  });

  it("of KOTS that are not honoured", () => {
    const map =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, annotations: {kots.io/hook-delete-policy: x, kots.io/keep: 'true'}}\n";
    expect(warnings({ "m.yaml": map })).toEqual([
      "m.yaml:3: annotation kots.io/hook-delete-policy: is not honoured here",
    ]);
  });
});
