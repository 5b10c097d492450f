import type {
  ApplicationView,
  BackupSetDetailView,
  BackupSetView,
  HookView,
  MemberView,
  OperationView,
  TransferView,
} from "@holdfast/api";

/** What a small installation would answer, with one of everything that a screen has to show. `now` is the present. */
export interface Sample {
  readonly applications: readonly ApplicationView[];
  readonly sets: readonly BackupSetView[];
  readonly operations: readonly OperationView[];
  detail(name: string): BackupSetDetailView | undefined;
}

const minute = 60_000;
const hour = 60 * minute;

export function sample(now: number): Sample {
  const ago = (milliseconds: number) => new Date(now - milliseconds).toISOString();
  const sets: readonly BackupSetView[] = [
    { ...full("m-k3x9p-20261121104512-h2mq", ago(40_000)), state: "running" },
    {
      ...full("m-k3x9p-20261121070000-8fzt", ago(3 * hour + 12 * minute)),
      endedAt: ago(3 * hour + 11 * minute),
      sizeBytes: 734_003_200,
    },
    {
      ...full("m-k3x9p-20261120070000-q1vd", ago(27 * hour)),
      state: "partial",
      endedAt: ago(27 * hour - 95e3),
      sizeBytes: 511705088,
      errors: 1,
      warnings: 2,
    },
    {
      ...partial("m-k3x9p-20261119153000-tw5c", ago(43 * hour)),
      endedAt: ago(43 * hour - 18_000),
      sizeBytes: 8_388_608,
    },
    {
      ...full("instance-9xkqw", ago(9 * 24 * hour)),
      origin: "kots",
      scope: "full",
      applications: [],
      console: false,
      endedAt: ago(9 * 24 * hour - 7e4),
    },
    {
      ...full("nightly-20261101000000", ago(20 * 24 * hour)),
      origin: "outside",
      scope: "unknown",
      state: "failed",
      applications: [],
      console: false,
      errors: 4,
    },
  ];
  return {
    applications,
    sets,
    operations: operations(ago),
    detail(name) {
      const set = sets.find((one) => one.name === name);
      return set === undefined ? undefined : { ...set, members: membersOf(set), problems: [] };
    },
  };
}

function full(name: string, createdAt: string): BackupSetView {
  return {
    name,
    createdAt,
    origin: "holdfast",
    scope: "full",
    state: "complete",
    applications: ["guestbook", "notes"],
    console: true,
    warnings: 0,
    errors: 0,
    destination: "internal",
    requestedBy: "admin in the console",
  };
}

function partial(name: string, createdAt: string): BackupSetView {
  return { ...full(name, createdAt), scope: "partial", applications: ["notes"], console: false };
}

const applications: readonly ApplicationView[] = [
  {
    slug: "guestbook",
    title: "Guestbook",
    namespaces: ["guestbook"],
    sequence: 3,
    versionLabel: "1.2.0",
    coverage: { kind: "included" },
  },
  {
    slug: "notes",
    title: "Notes",
    namespaces: ["notes"],
    sequence: 1,
    versionLabel: "1.0.0",
    coverage: { kind: "included" },
  },
  {
    slug: "silent",
    title: "Silent",
    namespaces: ["silent"],
    sequence: 1,
    versionLabel: "1.0.0",
    coverage: {
      kind: "left-out",
      reason: "Its release 1.0.0 ships no `kind: Backup`, so its vendor has not said how to back it up.",
    },
  },
];

function membersOf(set: BackupSetView): readonly MemberView[] {
  const parts = [...set.applications, ...(set.console ? ["console"] : [])];
  return parts.map((part) => (part === "guestbook" ? guestbook(set) : plain(set, part)));
}

function guestbook(set: BackupSetView): MemberView {
  const running = set.state === "running";
  const failed = set.state === "partial";
  return {
    ...plain(set, "guestbook"),
    part: { kind: "application", slug: "guestbook", sequence: 3, versionLabel: "1.2.0" },
    ...(failed ? { stage: "partially-failed", phase: "PartiallyFailed" } : {}),
    ...(running
      ? {
          progress: {
            message: "Velero: InProgress",
            itemsDone: 31,
            itemsTotal: 74,
            bytesDone: 268_435_456,
            bytesTotal: 734_003_200,
          },
        }
      : {}),
    volumes: guestbookVolumes(running),
    hooks: running ? [] : guestbookHooks(failed),
    findings: [],
    errors: failed
      ? [
          {
            namespace: "guestbook",
            message: "hook unlock failed in pod guestbook-web-6d5f: command terminated with exit code 1",
          },
        ]
      : [],
    warnings: failed
      ? [
          { message: "volume scratch of pod guestbook-web-6d5f is an emptyDir and was skipped" },
          { namespace: "guestbook", message: "pod guestbook-web-6d5f is not running" },
        ]
      : [],
  };
}

function guestbookVolumes(running: boolean): readonly TransferView[] {
  return [
    {
      namespace: "guestbook",
      pod: "guestbook-postgresql-0",
      volume: "data",
      stage: running ? "running" : "completed",
      bytesDone: running ? 226492416 : 692060160,
      bytesTotal: 692060160,
      ...(running ? {} : { claim: "data-guestbook-postgresql-0" }),
    },
    {
      namespace: "guestbook",
      pod: "guestbook-postgresql-0",
      volume: "dump",
      stage: running ? "waiting" : "completed",
      ...(running
        ? {}
        : {
            bytesDone: 41943040,
            bytesTotal: 41943040,
          }),
    },
  ];
}

function guestbookHooks(failed: boolean): readonly HookView[] {
  return [
    {
      when: "before",
      namespace: "guestbook",
      pod: "guestbook-postgresql-0",
      container: "postgresql",
      name: "dump",
      command: ["[/bin/sh -c pg_dump --clean --if-exists -U guestbook guestbook > /dump/guestbook.sql && ls -l /dump]"],
      outcome: "succeeded",
      stdout: "-rw-r--r-- 1 postgres postgres 41943040 guestbook.sql\n",
      stderr: "",
      exitCode: 0,
      missing: [],
    },
    {
      when: "after",
      namespace: "guestbook",
      pod: "guestbook-web-6d5f",
      container: "web",
      name: "unlock",
      command: ["[rm /data/lock]"],
      outcome: failed ? "failed" : "succeeded",
      stdout: "",
      stderr: failed ? "rm: cannot remove '/data/lock': No such file or directory\n" : "",
      missing: [],
      ...(failed ? { message: "command terminated with exit code 1" } : {}),
    },
  ];
}

function plain(set: BackupSetView, part: string): MemberView {
  const running = set.state === "running";
  return {
    backup: `${set.name}-${part}`,
    part:
      part === "console"
        ? { kind: "console" }
        : {
            kind: "application",
            slug: part,
            sequence: 1,
            versionLabel: "1.0.0",
          },
    phase: running ? "InProgress" : "Completed",
    stage: running ? (part === "console" ? "waiting" : "running") : "completed",
    startedAt: set.createdAt,
    ...(set.endedAt === undefined ? {} : { endedAt: set.endedAt }),
    progress: {
      message: running ? "Velero: InProgress" : "Velero: Completed",
      itemsDone: 12,
      itemsTotal: 19,
    },
    volumes:
      part === "notes"
        ? [
            {
              namespace: "notes",
              pod: "notes-0",
              volume: "files",
              stage: running ? "running" : "completed",
              bytesDone: 2097152,
              bytesTotal: 8388608,
            },
          ]
        : [],
    hooks: [],
    warnings: [],
    errors: [],
    findings: [],
  };
}

function operations(ago: Ago): readonly OperationView[] {
  return [runningRestore(ago), failedRestore(ago), doneRestore(ago), doneBackup(ago)];
}

type Ago = (milliseconds: number) => string;

const common = {
  requestedBy: "admin in the console",
  endings: { cancel: { kind: "impossible", reason: "It has ended." }, givesUp: [] },
} as const;

function step(ago: Ago, name: string, [from, to]: readonly [number, number]) {
  return { step: name, startedAt: ago(from), endedAt: ago(to) };
}

function runningRestore(ago: Ago): OperationView {
  return {
    ...common,
    id: "restore-4k2m9x",
    kind: "restore",
    endings: { cancel: { kind: "possible" }, givesUp: [] },
    subject: {
      kind: "application",
      slug: "guestbook",
    },
    createdAt: ago(95e3),
    steps: [step(ago, "plan", [94e3, 9e4]), step(ago, "stop", [9e4, 71e3]), step(ago, "delete", [71e3, 4e4])],
    state: {
      stage: "running",
      step: "restore",
      startedAt: ago(4e4),
      progress: {
        message: "Velero restores guestbook",
        itemsDone: 31,
        itemsTotal: 74,
        bytesDone: 268435456,
        bytesTotal: 734003200,
      },
    },
  };
}

function failedRestore(ago: Ago): OperationView {
  return {
    ...common,
    id: "restore-99ab3c",
    kind: "restore",
    endings: {
      cancel: {
        kind: "impossible",
        reason: "It has begun to delete what it replaces: half an application would be left.",
      },
      givesUp: ["notes"],
    },
    subject: {
      kind: "application",
      slug: "notes",
    },
    createdAt: ago(2 * hour),
    steps: [step(ago, "plan", [2 * hour, 2 * hour - 4e3])],
    state: {
      stage: "failed",
      step: "stop",
      at: ago(2 * hour - 6e5),
      fault: {
        code: "deadline-passed",
        class: "timed-out",
        message: "Pods of notes did not end within 10 minutes.",
        reason: "notes-0 is still Terminating: its volume is mounted by a process that does not stop.",
        remedy:
          "Look at the pod with `kubectl -n notes describe pod notes-0`, end what holds it, then go on from here.",
        where: "Pod notes/notes-0",
      },
    },
  };
}

function doneRestore(ago: Ago): OperationView {
  return {
    ...common,
    id: "restore-77dd2e",
    kind: "restore",
    subject: { kind: "application", slug: "guestbook" },
    createdAt: ago(26 * hour),
    steps: [],
    state: { stage: "done", at: ago(26 * hour - 98e3), summary: "Restored guestbook" },
  };
}

function doneBackup(ago: Ago): OperationView {
  return {
    ...common,
    id: "m-k3x9p-20261121070000-8fzt",
    kind: "backup",
    subject: {
      kind: "backup-set",
      name: "m-k3x9p-20261121070000-8fzt",
    },
    createdAt: ago(3 * hour + 12 * minute),
    steps: [],
    state: {
      stage: "done",
      at: ago(3 * hour + 11 * minute),
      summary: "3 of 3 backups Completed in m-k3x9p-20261121070000-8fzt",
    },
  };
}
