import { labels, memberAnnotations, memberLabels } from "@holdfast/domain";
import type { SetFacts } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import {
  backupStorageLocationType,
  backupType,
  deleteBackupRequestType,
  serverStatusRequestType,
} from "@holdfast/velero";
import type { Backup, DeleteBackupRequest } from "@holdfast/velero";
import { setsIn } from "../src/backups/list-sets.ts";
import type { Clock, Context } from "../src/context.ts";
import { isAtRest } from "../src/records/operation-record.ts";
import { listRecords } from "../src/records/store-record.ts";
import { applyRetention } from "../src/retention/apply-retention.ts";
import { retentionPolicyType } from "../src/retention/policy-object.ts";
import { driveOperation } from "../src/running/drive-operation.ts";
import { testContext } from "./test-context.ts";
import { virtualClock } from "./virtual-clock.ts";
import { watchWrites } from "./watched-writes.ts";

const instance = "abcdefghij";
/** When the played time begins. */
export const playedStart = Date.parse("2026-01-01T02:00:00Z");

const velero = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero", labels: { [labels.partOf]: "velero" } },
  spec: {
    replicas: 1,
    template: { spec: { containers: [{ name: "velero", image: "velero:v1.18.3", args: ["server"] }] } },
  },
  status: { readyReplicas: 1 },
};

const location = {
  apiVersion: "velero.io/v1",
  kind: "BackupStorageLocation",
  metadata: { name: "default", namespace: "velero" },
  spec: { provider: "aws", objectStorage: { bucket: "velero" }, default: true, accessMode: "ReadWrite" },
  status: { phase: "Available" },
};

const own = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "holdfast-instance", namespace: "holdfast-operations" },
  data: { id: instance },
};

/** A cluster in which Velero does at once what it is asked. */
export class PlayedCluster {
  readonly client: KubernetesClient;
  readonly clock: Clock = virtualClock(playedStart);
  /** What the clock is wrong by. */
  wrong = 0;
  /** What Velero answers to deletions; undefined: it deletes. */
  refusal: string | undefined;
  /** It answers no request for a deletion. */
  deaf = false;

  constructor() {
    const fake = createFakeClient({
      types: [
        backupType,
        backupStorageLocationType,
        deleteBackupRequestType,
        serverStatusRequestType,
        retentionPolicyType,
      ],
      objects: [velero, location, own],
    });
    this.client = watchWrites(fake, { after: (write) => this.#obey(fake, write) });
  }

  context(kubernetes: KubernetesClient = this.client): Context {
    return testContext(kubernetes, { clock: { ...this.clock, now: () => this.clock.now() + this.wrong } });
  }

  async #obey(fake: KubernetesClient, write: string): Promise<void> {
    if (write === "create ServerStatusRequest") return this.#answer(fake);
    if (write !== "create DeleteBackupRequest" || this.deaf) return;
    const requests = await fake.listAll<DeleteBackupRequest>(deleteBackupRequestType, { namespace: "velero" });
    for (const { spec, metadata } of requests) {
      if (this.refusal !== undefined) {
        const body = { status: { phase: "Processed", errors: [this.refusal] } };
        await fake.patch(
          deleteBackupRequestType,
          { namespace: "velero", name: metadata.name },
          { kind: "merge", body },
        );
        continue;
      }
      await fake.delete(backupType, { name: spec.backupName, namespace: "velero" });
    }
  }

  async #answer(fake: KubernetesClient): Promise<void> {
    const status = { phase: "Processed", serverVersion: "v1.18.3", plugins: [] };
    for (const { metadata } of await fake.listAll(serverStatusRequestType, { namespace: "velero" })) {
      const { name } = metadata;
      await fake.patch(serverStatusRequestType, { namespace: "velero", name }, { kind: "merge", body: { status } });
    }
  }

  async backUp(name: string, phase: "Completed" | "Failed"): Promise<void> {
    const facts: SetFacts = { ...setFacts, name };
    const at = new Date(this.clock.now() + this.wrong).toISOString();
    await this.client.create<Backup>(backupType, {
      apiVersion: "velero.io/v1",
      kind: "Backup",
      metadata: {
        name: `${name}-shop`,
        namespace: "velero",
        labels: memberLabels(facts, "shop"),
        annotations: memberAnnotations(facts),
      },
      spec: { storageLocation: "default" },
      status: { phase, startTimestamp: at, completionTimestamp: at },
    });
  }

  async sets() {
    return setsIn(this.context(), "velero");
  }

  /** Applies the rules and does what they order, as the leader does. */
  async settle(context: Context = this.context()): Promise<void> {
    for (;;) {
      await applyRetention(context);
      const open = (await listRecords(context.kubernetes)).filter(({ record }) => !isAtRest(record));
      if (open.length === 0) return;
      for (const { record } of open) await driveOperation(context, record.id, { role: "controller", takeOver: true });
    }
  }
}

const setFacts: SetFacts = {
  name: "",
  scope: "partial",
  instance,
  applications: [{ slug: "shop", sequence: 1, versionLabel: "1.0.0" }],
  console: false,
  consoleVersion: "0.1.0",
  kubernetesVersion: "v1.34.1",
  os: "linux",
  architecture: "amd64",
  installMethod: "existing-cluster",
  trigger: "schedule",
  requestedBy: "tester",
  notIncluded: [],
};
