import { Fault, formatLicense, labels, operationsNamespace } from "@holdfast/domain";
import type { Release, SignedLicense } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import { parseLicense } from "../applications/accept-license.ts";
import type { GivenValues } from "../applications/given-values.ts";
import { releaseFromEntries } from "../applications/load-release.ts";
import { packRelease, sha256 } from "../applications/pack-release.ts";
import { readArchive } from "../applications/read-archive.ts";
import { dataOf } from "../applications/record-objects.ts";
import type { Secret } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";
import { isFinished } from "../records/operation-record.ts";
import { findRecord } from "../records/store-record.ts";

/** What an upgrade brings with it. */
export interface UpgradePayload {
  readonly release: Release;
  readonly given: GivenValues;
  readonly license?: SignedLicense;
}

interface StoredPayload {
  readonly archive: string;
  readonly given: GivenValues;
  readonly license?: string;
}

/** The value of the label `holdfast.dev/record` on its Secrets. */
const payloadRecord = "upgrade-payload";
/** An object of the API server holds 1 MiB at most, and base64 adds a third. */
const partBytes = 700 * 1024;

/**
 * Stores it beside the operation's record, where no backup carries it: nothing of the application is touched before its
 * backup is made, and whoever resumes the upgrade has the same release. The first part is written last.
 */
export async function storePayload(context: Context, id: string, payload: UpgradePayload): Promise<void> {
  const stored: StoredPayload = {
    archive: (await packRelease(payload.release.files)).toString("base64"),
    given: payload.given,
    ...(payload.license === undefined ? {} : { license: formatLicense(payload.license) }),
  };
  const content = Buffer.from(JSON.stringify(stored));
  const count = Math.ceil(content.length / partBytes);
  for (let number = count; number >= 1; number -= 1) {
    const part = content.subarray((number - 1) * partBytes, number * partBytes);
    const facts = { parts: String(count), digest: sha256(content) };
    const secret = partSecret(id, number, { content: part, ...(number === 1 ? facts : {}) });
    await inOperationsNamespace(context.kubernetes, () => context.kubernetes.create<Secret>(secrets, secret));
  }
}

/** Faults: artefact-unreadable when it is gone or damaged. */
export async function loadPayload(context: Context, id: string): Promise<UpgradePayload> {
  const first = await readPart(context, id, 1);
  const count = Number(dataOf(first, "parts")?.toString() ?? "0");
  const parts = [contentOf(id, first)];
  for (let number = 2; number <= count; number += 1) parts.push(contentOf(id, await readPart(context, id, number)));
  const content = Buffer.concat(parts);
  if (sha256(content) !== dataOf(first, "digest")?.toString()) throw damaged(id, "it has another content than stored");
  const stored = JSON.parse(content.toString()) as StoredPayload;
  const entries = await readArchive(Buffer.from(stored.archive, "base64"));
  return {
    release: releaseFromEntries(entries, `The release of the upgrade ${id}`),
    given: stored.given,
    ...(stored.license === undefined ? {} : { license: parseLicense("license.yaml", stored.license) }),
  };
}

/** Safe to run again. */
export async function deletePayload(context: Context, id: string): Promise<void> {
  for (const { name, operation } of await listParts(context)) {
    if (operation === id) await context.kubernetes.delete(secrets, { name, namespace: operationsNamespace });
  }
}

const forgottenAfterMilliseconds = 3600 * 1000;

/**
 * Deletes what a program left that died between storing the payload and writing the operation's record, and what an
 * upgrade left that was given up.
 */
export async function deleteForgottenPayloads(context: Context): Promise<void> {
  for (const { name, operation, createdAt } of await listParts(context)) {
    if (context.clock.now() - createdAt < forgottenAfterMilliseconds) continue;
    const record = (await findRecord(context.kubernetes, operation))?.record;
    if (record !== undefined && !isFinished(record)) continue;
    await context.kubernetes.delete(secrets, { name, namespace: operationsNamespace });
  }
}

interface StoredPart {
  readonly name: string;
  readonly operation: string;
  readonly createdAt: number;
}

async function listParts({ kubernetes }: Context): Promise<readonly StoredPart[]> {
  const query = { namespace: operationsNamespace, labelSelector: `${labels.record}=${payloadRecord}` };
  return (await kubernetes.listAll<Secret>(secrets, query)).map((secret) => ({
    name: secret.metadata.name,
    operation: dataOf(secret, "operation")?.toString() ?? "",
    createdAt: Date.parse(secret.metadata.creationTimestamp ?? ""),
  }));
}

async function readPart({ kubernetes }: Context, id: string, number: number): Promise<Secret> {
  const name = { name: partName(id, number), namespace: operationsNamespace };
  const found = await kubernetes.get<Secret>(secrets, name);
  if (found === undefined) throw damaged(id, `the Secret ${name.name} is missing`);
  return found;
}

function contentOf(id: string, secret: Secret): Buffer {
  const content = dataOf(secret, "content");
  if (content === undefined) throw damaged(id, `the Secret ${secret.metadata.name} has no content`);
  return content;
}

function partName(id: string, number: number): string {
  return `${id}-payload-${number}`;
}

function partSecret(id: string, number: number, data: Readonly<Record<string, Uint8Array | string>>): Secret {
  const encoded = Object.entries({ ...data, operation: id }).map(([key, value]): [string, string] => {
    return [key, Buffer.from(value).toString("base64")];
  });
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: partName(id, number),
      namespace: operationsNamespace,
      labels: { [labels.record]: payloadRecord },
    },
    type: "Opaque",
    data: Object.fromEntries(encoded),
  };
}

function damaged(id: string, reason: string): Fault {
  return new Fault("artefact-unreadable", `What the upgrade ${id} was to deploy is not stored any more.`, {
    reason,
    remedy: "Run `holdfast app upgrade` again with the release.",
    where: `namespace ${operationsNamespace}`,
  });
}
