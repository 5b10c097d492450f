import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { newRecord } from "../records/new-record.ts";
import { createRecord } from "../records/store-record.ts";
import { makeJob } from "../steps/job.ts";
import { carryProofs, takeOverProof } from "./carried-proof.ts";
import type { RestoreInput } from "./restore-input.ts";
import type { ApplicationPreview, RestorePreview } from "./restore-preview.ts";

const minute = 60_000;

interface Situation {
  /** Of the restore, when the part begins; the check was made in drive 1. */
  readonly epoch?: number;
  readonly checkedAgo?: number;
  /** When this backup was read; the check went on with others. */
  readonly readAgo?: number;
  /** Objects that the plan deletes. */
  readonly objects?: number;
  readonly isGone?: true;
}

async function takeOver({ epoch = 1, checkedAgo = minute, readAgo = checkedAgo, objects = 1, isGone }: Situation) {
  const backup = {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name: "m-1-guestbook", namespace: "velero" },
    spec: {},
  };
  const kubernetes = createFakeClient({ types: [backupType], objects: [backup] });
  const uid = (await kubernetes.get(backupType, backup.metadata))?.metadata.uid ?? "";
  const context = testContext(kubernetes);
  const deletions = Array.from({ length: objects }, (_, index) => ({ kind: "ConfigMap", name: `settings-${index}` }));
  const endedAt = new Date(context.clock.now() - checkedAgo).toISOString();
  const preview = {
    readAt: new Date(context.clock.now() - readAgo).toISOString(),
    slug: "guestbook",
    plan: { deletions, wipes: [], keeps: [] },
    hash: "h",
    covered: [],
    workloads: [],
    basis: { backup: { set: "m-1", name: "m-1-guestbook", uid } },
  } as unknown as ApplicationPreview;
  const driver = { id: "d", role: "cli", host: "here" } as const;
  const jobOf = <Input>(id: string, input: Input, root = id) => {
    const made = newRecord(context, { id, kind: "restore", subject: { kind: "instance" }, input });
    const handle = { record: { ...made, root, epoch: 1 }, write: () => Promise.resolve() };
    return { made, job: makeJob<Input>({ context, handle, driver }, () => Promise.resolve()) };
  };
  const { made, job } = jobOf("restore-1", null);
  const result = { proofs: carryProofs(job, { applications: [preview] } as unknown as RestorePreview) };
  const journal = [{ step: "check", startedAt: endedAt, endedAt, result }];
  await createRecord(kubernetes, { ...made, epoch, journal });
  if (isGone === true) await kubernetes.delete(backupType, backup.metadata);
  const input: RestoreInput = {
    set: "m-1",
    slug: "guestbook",
    backup: "m-1-guestbook",
    backupUid: uid,
    veleroNamespace: "velero",
    namespaces: ["guestbook"],
    planHash: "h",
  };
  return takeOverProof(jobOf("restore-1-guestbook", input, "restore-1").job);
}

describe("what a restore has proven of a part", () => {
  it("is taken over by the part in the same drive", async () => {
    expect(await takeOver({})).toMatchObject({ made: { hash: "h" }, basis: { backup: { name: "m-1-guestbook" } } });
  });

  it("is proven again in a later drive, after a while, and when the backup is gone", async () => {
    expect(await takeOver({ epoch: 2 })).toBeUndefined();
    expect(await takeOver({ checkedAgo: 20 * minute })).toBeUndefined();
    expect(await takeOver({ readAgo: 20 * minute })).toBeUndefined();
    expect(await takeOver({ isGone: true })).toBeUndefined();
  });

  it("is not carried when it is large, since the record is written every few seconds", async () => {
    expect(await takeOver({ objects: 10_000 })).toBeUndefined();
  });
});
