import { describe, expect, it } from "vitest";
import type { ApplicationClaim, ApplicationData, ApplicationPod, PodVolume } from "./application-data.ts";
import type { CoverageFinding } from "./coverage.ts";
import { noteOf, readNote, writeNote } from "./coverage-note.ts";
import { decideCoverage } from "./decide-coverage.ts";
import { databaseOf, objectStoreOf } from "./known-images.ts";

function claimVolume(name: string): PodVolume {
  return { name, source: { kind: "claim", claim: name } };
}

function pod(change: Partial<ApplicationPod> = {}): ApplicationPod {
  const volumes = change.volumes ?? [claimVolume("data")];
  return {
    namespace: "shop",
    name: "web-0",
    labels: { app: "web" },
    annotations: {},
    phase: "Running",
    volumes,
    images: ["example.com/web:1"],
    mounted: volumes.map(({ name }) => name),
    ...change,
  };
}

const optedIn = { "backup.velero.io/backup-volumes": "data" };

function claim(change: Partial<ApplicationClaim> = {}): ApplicationClaim {
  return { namespace: "shop", name: "data", phase: "Bound", volumeName: "pv-1", block: false, ...change };
}

function application(change: Partial<ApplicationData> = {}): ApplicationData {
  const volumes = [{ name: "pv-1", reclaimPolicy: "Delete", hostPath: false }];
  return { pods: [pod()], claims: [claim()], volumes, outside: [], vendor: {}, ...change };
}

function codes(data: ApplicationData): readonly string[] {
  return decideCoverage(data).findings.map(({ code, level }) => `${level} ${code}`);
}

describe("weak point 45: what a backup would hold", () => {
  it("a volume that is opted in, with nothing to say about it", () => {
    const seen = decideCoverage(application({ pods: [pod({ annotations: optedIn })] }));
    expect(seen).toMatchObject({ volumes: [{ name: "data", held: true }], findings: [] });
  });

  it("not a volume that is not opted in, unless every volume is taken and it is not excluded", () => {
    expect(codes(application())).toEqual(["serious not-opted-in"]);
    const all = { defaultVolumesToFsBackup: true };
    expect(codes(application({ vendor: all }))).toEqual([]);
    const excluded = pod({ annotations: { "backup.velero.io/backup-volumes-excludes": "data" } });
    expect(codes(application({ vendor: all, pods: [excluded] }))).toEqual(["note left-out-by-vendor"]);
    expect(codes(application({ pods: [excluded] }))).toEqual(["note left-out-by-vendor"]);
  });

  it("not a volume whose data a hook dumps into another one, which is on purpose", () => {
    const volumes = [claimVolume("data"), { name: "dump", source: { kind: "emptyDir" } } as const];
    const annotations = { "backup.velero.io/backup-volumes": "dump" };
    const hooks = { resources: [{ name: "dump", pre: [{ exec: { command: ["dump"] } }] }] };
    const dumped = application({ pods: [pod({ volumes, annotations })], vendor: { hooks } });
    expect(codes(dumped)).toEqual(["note dumped-elsewhere"]);
    expect(codes({ ...dumped, vendor: {} })).toEqual(["serious not-opted-in", "warning empty-dir-without-hook"]);
  });

  it("not a volume without a running pod, without a mount, of raw blocks, or of the node's own directories", () => {
    const stopped = pod({ annotations: optedIn, phase: "Pending" });
    expect(codes(application({ pods: [stopped] }))).toEqual(["serious no-running-pod", "warning pod-not-running"]);
    expect(codes(application({ pods: [] }))).toEqual(["serious no-running-pod"]);
    expect(codes(application({ pods: [pod({ annotations: optedIn, mounted: [] })] }))).toEqual(["serious not-mounted"]);
    expect(codes(application({ claims: [claim({ block: true })] }))).toEqual(["serious block-volume"]);
    const onNode = [{ name: "pv-1", reclaimPolicy: "Delete", hostPath: true }];
    expect(codes(application({ volumes: onNode }))).toEqual(["serious host-path"]);
    const path = { name: "logs", source: { kind: "hostPath", path: "/var/log" } } as const;
    expect(codes(application({ claims: [], pods: [pod({ volumes: [path] })] }))).toEqual(["warning host-path"]);
  });

  it("every claim, when the vendor has snapshots taken of volumes", () => {
    expect(codes(application({ vendor: { snapshotVolumes: true } }))).toEqual([]);
  });

  it("one claim once, from whichever running pod mounts it; pods that ended beside it change nothing", () => {
    const ended = pod({ name: "web-old", annotations: optedIn, phase: "Failed", reason: "NodeShutdown" });
    const data = application({ pods: [ended, pod({ annotations: optedIn })] });
    expect(decideCoverage(data).volumes).toMatchObject([{ name: "data", held: true }]);
    expect(codes(data)).toEqual(["note pod-not-running"]);
  });

  it("a database's files, which are no backup without a hook, by annotation or by the Backup", () => {
    const images = ["docker.io/library/postgres:15"];
    const plain = pod({ images, annotations: optedIn });
    expect(codes(application({ pods: [plain] }))).toEqual(["warning database-without-hook"]);
    const annotated = pod({ images, annotations: { ...optedIn, "pre.hook.backup.velero.io/command": "dump" } });
    expect(codes(application({ pods: [annotated] }))).toEqual([]);
    const hook = { name: "dump", includedResources: ["pods"], pre: [{ exec: { command: ["dump"] } }] };
    const hooked = (app: string) => ({ hooks: { resources: [{ ...hook, labelSelector: { matchLabels: { app } } }] } });
    expect(codes(application({ pods: [plain], vendor: hooked("web") }))).toEqual([]);
    expect(codes(application({ pods: [plain], vendor: hooked("other") }))).toEqual(["warning database-without-hook"]);
  });

  it("not what lies in object stores, in buckets that were asked for, or in Jobs' pods that have ended", () => {
    const store = pod({ images: ["quay.io/minio/minio:RELEASE"], annotations: optedIn });
    expect(codes(application({ pods: [store] }))).toEqual(["serious object-store-without-hook"]);
    const outside = [{ kind: "ObjectBucketClaim", namespace: "shop", name: "uploads" }];
    expect(codes(application({ claims: [], pods: [], outside }))).toEqual(["serious outside-claims"]);
    expect(codes(application({ pods: [pod({ annotations: optedIn, ownerKind: "Job" })] }))).toEqual([
      "warning job-pod",
    ]);
  });

  it("volumes that are retained, with a word about what a restore leaves behind", () => {
    const volumes = [{ name: "pv-1", reclaimPolicy: "Retain", hostPath: false }];
    const data = application({ pods: [pod({ annotations: optedIn })], volumes });
    expect(codes(data)).toEqual(["warning reclaim-retain"]);
    expect(decideCoverage(data).volumes[0]?.held).toBe(true);
  });
});

describe("an image", () => {
  it.each([
    ["docker.io/library/postgres:15-alpine", "postgres"],
    ["localhost/postgresql:15", "postgresql"],
    ["registry:5000/bitnami/mariadb-galera@sha256:00", "mariadb"],
    ["quay.io/prometheuscommunity/postgres-exporter:v0.15", undefined],
    ["localhost/guestbook:1.0.0", undefined],
  ])("%s runs the database %s", (image, database) => {
    expect(databaseOf(image)).toBe(database);
  });

  it.each([
    ["quay.io/minio/minio:RELEASE.2023", "minio"],
    ["chrislusf/seaweedfs:3.1", "seaweedfs"],
    ["minio/minio-operator:5", undefined],
  ])("%s runs the object store %s", (image, store) => {
    expect(objectStoreOf(image)).toBe(store);
  });
});

function findings(count: number): readonly CoverageFinding[] {
  return Array.from({ length: count }, (_, index) => ({
    code: "not-opted-in",
    level: "serious",
    subject: `shop/data-${index}`,
    message: "It is not opted in",
  }));
}

describe("a coverage note", () => {
  const volumes = [
    { namespace: "shop", name: "data", kind: "claim" as const, held: true },
    { namespace: "shop", name: "cache", kind: "claim" as const, held: false },
  ];

  it("is read as it was written", () => {
    const note = noteOf({ volumes, findings: findings(3) });
    expect(note).toMatchObject({ held: ["shop/data"], notHeld: ["shop/cache"], omitted: 0 });
    expect(readNote(writeNote(note))).toEqual(note);
  });

  it("fits into an annotation, and says how many findings it leaves out", () => {
    const text = writeNote(noteOf({ volumes, findings: findings(2000) }));
    expect(text.length).toBeLessThan(40_000);
    const read = readNote(text);
    expect((read?.findings.length ?? 0) + (read?.omitted ?? 0)).toBe(2000);
  });

  it("that is none is not read", () => {
    for (const text of [undefined, "", "[]", "{}", '{"held":[1],"notHeld":[],"findings":[],"omitted":0}'])
      expect(readNote(text)).toBeUndefined();
  });
});
