import type {
  ApplicationDetailView,
  CheckView,
  PlannedApplicationView,
  RestoreDetailView,
  RestorePlanView,
  RestoreRequestView,
  UndoPlanView,
  UndoRequest,
} from "@holdfast/api";

const minute = 60_000;
const hour = 60 * minute;

function ago(now: number, milliseconds: number): string {
  return new Date(now - milliseconds).toISOString();
}

/** A plan as a small installation would answer it, with one check of every kind. */
export function samplePlan(request: RestoreRequestView, now: number): RestorePlanView {
  const { scope, backupSet, safety } = request;
  const slugs = scope.kind === "applications" ? scope.slugs : [];
  return {
    request,
    backup: { set: backupSet, scope: "full", startedAt: ago(now, 3 * hour + 12 * minute) },
    hash: `plan of ${slugs.join(",")}`,
    confirmation: slugs.join(","),
    command: `holdfast restore create --from-backup ${backupSet} ${slugs.map((slug) => `--app ${slug}`).join(" ")}`,
    checks,
    applications: slugs.map((slug) => plannedApplication(slug, now)),
    safety: safety ? { kind: "taken", applications: slugs, lacks: [], keptDays: 7 } : { kind: "declined" },
    expectedSeconds: 140,
  };
}

const checks: readonly CheckView[] = [
  {
    code: "safety-incomplete",
    subject: "guestbook",
    result: "needs-acceptance",
    message: "The safety snapshot cannot hold all that the restore replaces: the data of guestbook/cache",
    remedy: "Restore without any with --no-safety-snapshot, or accept what is missing: it cannot be brought back",
    stops: true,
  },
  {
    code: "quota-unknown",
    subject: "guestbook",
    result: "unknown",
    message: "How much storage is left is not known: the storage class tells no capacity",
    stops: false,
  },
  {
    code: "kubernetes-untested",
    subject: "m-k3x9p-20261121070000-8fzt",
    result: "warning",
    message: "The backup was made on Kubernetes 1.33, this cluster runs 1.36: this pair is not tested",
    remedy: "Look at the application afterwards",
    stops: false,
  },
  ...["Its server answers", "Destination internal is available", "A full backup of this installation"].map(
    (message): CheckView => ({ code: message, subject: "Velero", result: "passed", message, stops: false }),
  ),
];

function plannedApplication(slug: string, now: number): PlannedApplicationView {
  const named = (kind: string, name: string) => ({ kind, namespace: slug, name });
  return {
    slug,
    backedUpAt: ago(now, 3 * hour + 12 * minute),
    namespaces: [slug],
    installed: {
      version: {
        now: { sequence: 4, versionLabel: "1.3.0" },
        backup: { sequence: 3, versionLabel: "1.2.0" },
      },
      config: ["greeting"],
      license: { now: { issue: 3 }, backup: { issue: 2 }, afterwards: "now" },
    },
    deletes: [
      named("StatefulSet", `${slug}-postgresql`),
      named("Deployment", `${slug}-web`),
      named("Service", `${slug}-postgresql`),
      named("Service", `${slug}-web`),
      named("ConfigMap", `${slug}-settings`),
      named("Secret", `${slug}-database`),
    ],
    added: [named("ConfigMap", `${slug}-hooks`)],
    changed: [{ ...named("Deployment", `${slug}-web`), fields: [{ path: "spec.replicas", now: "3", backup: "1" }] }],
    lost: [{ ...named("Job", "import-20261121"), reason: "it was made after the backup" }],
    reapplied: [{ kind: "ClusterRole", name: `${slug}-reader` }],
    claims: [
      { ...named("PersistentVolumeClaim", `data-${slug}-postgresql-0`), change: "wiped", sizeBytes: 692_060_160 },
    ],
    keeps: [
      { ...named("PersistentVolumeClaim", "uploads"), reason: "this backup does not hold its data; it stays as it is" },
    ],
  };
}

export function sampleUndo(restore: string, request: UndoRequest, now: number): UndoPlanView {
  const asked: RestoreRequestView = {
    ...request,
    backupSet: "x-k3x9p-77dd2e",
    scope: { kind: "applications", slugs: ["guestbook"] },
  };
  return {
    restore,
    applications: ["guestbook"],
    until: ago(now, -6 * 24 * hour),
    losesSince: ago(now, 26 * hour),
    plan: { ...samplePlan(asked, now), checks: checks.filter(({ result }) => result === "passed") },
  };
}

export function sampleRestore(now: number): RestoreDetailView {
  const state = { stage: "done", at: ago(now, 26 * hour - 98e3), summary: "Restored guestbook" } as const;
  return {
    name: "restore-77dd2e",
    origin: "operation",
    kind: "restore",
    createdAt: ago(now, 26 * hour),
    set: "m-k3x9p-20261120070000-q1vd",
    requestedBy: "admin in the console",
    of: { kind: "application", slug: "guestbook" },
    state,
    undo: { kind: "can", set: "x-k3x9p-77dd2e", applications: ["guestbook"], until: ago(now, -6 * 24 * hour) },
    stages: [],
    parts: [
      {
        operation: "restore-77dd2e-guestbook",
        kind: "restore-application",
        of: { kind: "application", slug: "guestbook" },
        state,
        stages: [],
        report: {
          ready: 2,
          objects: { expected: 24, present: 24, missing: [] },
          volumes: { expected: 1, filled: 1, bytes: 692_060_160, problems: [], unbound: [] },
        },
      },
    ],
    waitingPods: [],
    velero: [],
  };
}

export function sampleApplication(slug: string, now: number): ApplicationDetailView | undefined {
  if (slug !== "guestbook") return undefined;
  return {
    slug,
    title: "Guestbook",
    namespaces: ["guestbook"],
    sequence: 3,
    versionLabel: "1.2.0",
    coverage: { kind: "included" },
    state: { kind: "ready" },
    restoredFrom: { set: "m-k3x9p-20261120070000-q1vd", at: ago(now, 26 * hour), by: "admin in the console" },
    license: { customer: "Example GmbH", issue: 3, expires: ago(now, -90 * 24 * hour), expired: false },
    config: [{ name: "greeting", title: "Greeting", value: "Hello", origin: "set" }],
    data: {
      kind: "known",
      volumes: [
        {
          namespace: "guestbook",
          name: "data-guestbook-postgresql-0",
          kind: "claim",
          held: true,
          capacityBytes: 10_737_418_240,
          lastBackupBytes: 692_060_160,
        },
        { namespace: "guestbook", name: "uploads", kind: "claim", held: false, capacityBytes: 5_368_709_120 },
      ],
      findings: [
        {
          code: "not-opted-in",
          level: "serious",
          subject: "guestbook/uploads",
          message: "No pod opts the volume in, so that a backup does not hold it",
          remedy: "Annotate its pods with `backup.velero.io/backup-volumes: uploads`",
        },
      ],
    },
  };
}
