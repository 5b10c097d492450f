import { mkdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withNamedLock } from "./lock.ts";
import { writeWhole } from "./cluster-record.ts";

/**
 * Kernel settings that belong to the whole machine and that a running node changes. The first cluster saves them, the
 * last one puts them back. The record is kept where everything is forgotten at a reboot, as the settings are.
 */
export interface HostRecord {
  readonly bootId: string;
  /** What the machine had before the first cluster. */
  readonly saved: Readonly<Record<string, string>>;
  /** State directories of the clusters that count on the changed settings. */
  readonly holders: readonly string[];
}

/** Below /proc/sys. The kubelet changes all but the last, which is ours: see `raisedSettings`. */
const savedSettings = [
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "fs/inotify/max_user_instances",
] as const;

/** Every kubelet, containerd and `kubectl logs -f` of every cluster shares root's inotify instances; Debian allows 128. */
const raisedSettings: Readonly<Record<string, number>> = { "fs/inotify/max_user_instances": 1024 };

const recordPath = "/run/holdfast/host-settings.json";

/** The record once the holder counts too. What was saved before stays, unless the machine was rebooted since. */
export function withHolder(
  record: HostRecord | undefined,
  now: { readonly bootId: string; readonly settings: Readonly<Record<string, string>> },
  holder: string,
): HostRecord {
  if (record === undefined || record.bootId !== now.bootId) {
    return { bootId: now.bootId, saved: now.settings, holders: [holder] };
  }
  return { ...record, holders: [...new Set([...record.holders, holder])] };
}

export type Release =
  | { readonly kind: "nothing" }
  | { readonly kind: "keep"; readonly record: HostRecord }
  | { readonly kind: "restore"; readonly settings: Readonly<Record<string, string>> };

/** What to do when the holder goes. A holder whose state directory is gone counts no longer. */
export function withoutHolder(
  record: HostRecord | undefined,
  bootId: string,
  holder: string,
  exists: (holder: string) => boolean,
): Release {
  if (record === undefined) return { kind: "nothing" };
  const holders = record.holders.filter((other) => other !== holder && exists(other));
  if (holders.length > 0) return { kind: "keep", record: { ...record, holders } };
  return { kind: "restore", settings: record.bootId === bootId ? record.saved : {} };
}

/** Call before a node starts; calling it again changes nothing. */
export async function takeHostSettings(holder: string): Promise<void> {
  await withNamedLock("host-settings", async () => {
    const now = { bootId: await readBootId(), settings: await readSettings() };
    const record = withHolder(await readHostRecord(), now, holder);
    await mkdir(dirname(recordPath), { recursive: true });
    await writeWhole(recordPath, `${JSON.stringify(record, null, 2)}\n`);
    for (const [key, least] of Object.entries(raisedSettings)) {
      if (Number(now.settings[key] ?? least) < least) await writeSetting(key, String(least));
    }
  });
}

/** Call after a node has ended. */
export async function releaseHostSettings(holder: string): Promise<void> {
  await withNamedLock("host-settings", async () => {
    const record = await readHostRecord();
    const existing = new Set<string>();
    for (const other of record?.holders ?? []) {
      if ((await stat(other).catch(() => undefined)) !== undefined) existing.add(other);
    }
    const release = withoutHolder(record, await readBootId(), holder, (other) => existing.has(other));
    switch (release.kind) {
      case "nothing":
        return;
      case "keep":
        return writeWhole(recordPath, `${JSON.stringify(release.record, null, 2)}\n`);
      case "restore":
        for (const [key, value] of Object.entries(release.settings)) await writeSetting(key, value);
        await rm(recordPath, { force: true });
        // Only when nothing else is in it.
        await rmdir(dirname(recordPath)).catch(() => undefined);
    }
  });
}

async function readHostRecord(): Promise<HostRecord | undefined> {
  const text = await readFile(recordPath, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HostRecord);
}

async function readSettings(): Promise<Readonly<Record<string, string>>> {
  const settings: Record<string, string> = {};
  for (const key of savedSettings) {
    const value = await readFile(join("/proc/sys", key), "utf8").catch(() => undefined);
    if (value !== undefined) settings[key] = value.trim();
  }
  return settings;
}

async function writeSetting(key: string, value: string): Promise<void> {
  await writeFile(join("/proc/sys", key), value);
}

async function readBootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
}
