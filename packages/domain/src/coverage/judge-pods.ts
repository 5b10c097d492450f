import type { CoverageFinding, VolumeCoverage } from "./coverage.ts";
import { isTaken } from "./judge-claims.ts";
import { databaseOf, objectStoreOf } from "./known-images.ts";
import type { ApplicationData, ApplicationPod } from "./application-data.ts";
import { hasPreHook } from "./pod-hooks.ts";

/** What a pod itself tells: its own directories, its programs and whether it runs. */
export function judgePod(data: ApplicationData, pod: ApplicationPod): readonly CoverageFinding[] {
  if (isFinished(pod)) return finishedPod(data, pod);
  const hooked = hasPreHook(pod, data.vendor.hooks?.resources ?? []);
  return [
    ...hostPaths(pod),
    ...(hooked ? [] : [...emptyDirs(data, pod), ...programs(data, pod)]),
    ...(pod.phase === "Running" ? jobPod(data, pod) : notRunning(data, pod)),
  ];
}

/** emptyDirs that are opted in: without the pod they are gone, so each is the pod's own. */
export function emptyDirVolumes(data: ApplicationData): readonly VolumeCoverage[] {
  return data.pods
    .filter((pod) => !isFinished(pod))
    .flatMap((pod) =>
      takenEmptyDirs(data, pod).map((name) => ({
        namespace: pod.namespace,
        name: `${pod.name}/${name}`,
        kind: "emptyDir" as const,
        held: pod.phase === "Running" && pod.mounted.includes(name),
      })),
    );
}

/** Ended, by itself or by the node: Velero runs no hook in it, copies none of its volumes, and does not restore it. */
function isFinished({ phase }: ApplicationPod): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function finishedPod(data: ApplicationData, pod: ApplicationPod): readonly CoverageFinding[] {
  if (!pod.volumes.some(({ name }) => isTaken(data.vendor, pod, name))) return [];
  const message = `The pod has ended (${pod.reason ?? pod.phase}): its hooks are not run and its volumes not copied`;
  return [{ code: "pod-not-running", level: "note", subject: nameOf(pod), message }];
}

/** Velero tries a hook in every pod that has not ended, and counts it as an error when the pod does not run. */
function notRunning(data: ApplicationData, pod: ApplicationPod): readonly CoverageFinding[] {
  const taken = pod.volumes.filter(({ name }) => isTaken(data.vendor, pod, name)).map(({ name }) => name);
  const hooked = hasPreHook(pod, data.vendor.hooks?.resources ?? []);
  const effects = [
    ...(taken.length === 0 ? [] : [`its volumes ${taken.join(", ")} are skipped`]),
    ...(hooked ? ["its hook cannot be run, which makes the backup PartiallyFailed"] : []),
  ];
  if (effects.length === 0) return [];
  return [
    {
      code: "pod-not-running",
      level: "warning",
      subject: nameOf(pod),
      message: `The pod is ${pod.reason ?? pod.phase}: ${effects.join("; ")}`,
      remedy: `kubectl -n ${pod.namespace} describe pod ${pod.name}; back up when it runs`,
    },
  ];
}

function hostPaths(pod: ApplicationPod): readonly CoverageFinding[] {
  return pod.volumes.flatMap(({ name, source }) => {
    if (source.kind !== "hostPath") return [];
    return [
      {
        code: "host-path" as const,
        level: "warning" as const,
        subject: `${nameOf(pod)} ${name}`,
        message: `Volume ${name} is the node's own ${source.path}; Velero does not copy it`,
        remedy: "If it holds the application's data, its vendor moves it into a claim",
      },
    ];
  });
}

function takenEmptyDirs(data: ApplicationData, pod: ApplicationPod): readonly string[] {
  return pod.volumes
    .filter(({ name, source }) => source.kind === "emptyDir" && isTaken(data.vendor, pod, name))
    .map(({ name }) => name);
}

function emptyDirs(data: ApplicationData, pod: ApplicationPod): readonly CoverageFinding[] {
  // By opt-out every emptyDir is taken, and most of them hold nothing on purpose.
  if (data.vendor.defaultVolumesToFsBackup === true) return [];
  return takenEmptyDirs(data, pod).map((name) => ({
    code: "empty-dir-without-hook",
    level: "warning",
    subject: `${nameOf(pod)} ${name}`,
    message: `Volume ${name} is an emptyDir that no hook fills before it is copied`,
    remedy: "Its vendor adds a hook that writes into it what is to be kept",
  }));
}

function programs(data: ApplicationData, pod: ApplicationPod): readonly CoverageFinding[] {
  if (!pod.volumes.some(({ source }) => source.kind === "claim" || source.kind === "hostPath")) return [];
  const database = pod.images.map(databaseOf).find((name) => name !== undefined);
  const store = pod.images.map(objectStoreOf).find((name) => name !== undefined);
  const copied = pod.volumes.some(({ name }) => isTaken(data.vendor, pod, name));
  if (store !== undefined) return [objectStore(pod, store)];
  if (database === undefined || !copied) return [];
  return [
    {
      code: "database-without-hook",
      level: "warning",
      subject: nameOf(pod),
      message: `It runs ${database}, and no hook makes its files consistent: they are copied while it writes`,
      remedy: "Its vendor adds a pre hook that dumps or freezes the database",
    },
  ];
}

function objectStore(pod: ApplicationPod, store: string): CoverageFinding {
  return {
    code: "object-store-without-hook",
    level: "serious",
    subject: nameOf(pod),
    message: `It runs the object store ${store}; what is in its buckets is not backed up in a usable state without a hook`,
    remedy: "Its vendor adds hooks that export the buckets before the backup and import them after the restore",
  };
}

function jobPod(data: ApplicationData, pod: ApplicationPod): readonly CoverageFinding[] {
  if (pod.ownerKind !== "Job") return [];
  if (!pod.volumes.some(({ name }) => isTaken(data.vendor, pod, name))) return [];
  const message = "It belongs to a Job: its volumes are backed up only while it happens to run";
  return [
    {
      code: "job-pod",
      level: "warning",
      subject: nameOf(pod),
      message,
      remedy: "Have them mounted by a pod that always runs",
    },
  ];
}

function nameOf({ namespace, name }: ApplicationPod): string {
  return `${namespace}/${name}`;
}
