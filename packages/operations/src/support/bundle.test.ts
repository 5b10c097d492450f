import { gzipSync } from "node:zlib";
import { operationsNamespace } from "@holdfast/domain";
import { configMaps, systemClock, type KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient, type FakeClientOptions } from "@holdfast/kubernetes/test-support";
import { expect, test } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { findSecret, unpackBundle } from "../../test-support/unpack-bundle.ts";
import { applicationObject, applicationType } from "../applications/application.ts";
import { changeOutbox } from "../notifications/outbox-record.ts";
import { encodeRecord } from "../records/encode-record.ts";
import { newRecord } from "../records/new-record.ts";
import { settingsType } from "../settings/settings.ts";
import { formsOf, partsOf } from "./known-secrets.ts";
import { makeSupportBundle } from "./make-bundle.ts";
import { listSavedBundles, readSavedBundle } from "./saved-bundles.ts";
import { bundleFailure } from "./support-controller.ts";

/** In a Secret: found by its value, wherever it stands. */
const kept = "kept-c4nary-1x7";
/** In no Secret: found by its name or its form. */
const shaped = "shaped-c4nary-2y8";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const note = { namespace: "shop", annotations: { note: `see ${kept}`, "example.com/api-token": shaped } };
const spec = {
  id: "a",
  slug: "shop",
  title: "Shop",
  namespaces: ["shop"],
  sequence: 1,
  versionLabel: "1",
  publicKey: "k",
};

const objects: readonly KubernetesObject[] = [
  applicationObject(spec, "shop"),
  secret("shop", "db", { password: kept, dsn: `postgres://app:${kept}-db@db/shop`, name: "shop" }),
  secret("shop", "file", {
    "app.ini": `[smtp]\nrelay_pass = ${kept}-ini\n`,
    "config.json": `{"given":{"pin":"${kept}-json"}}`,
  }),
  object("v1", "ConfigMap", { ...note, name: "files" }, { data: { "a.conf": `password=${shaped}` } }),
  object(
    "v1",
    "ConfigMap",
    { namespace: "holdfast", name: "packed" },
    { binaryData: { x: gzipSync(kept).toString("base64") } },
  ),
  object("v1", "Event", { ...note, name: "event" }, { message: `login of app:${kept} failed, token=${shaped}` }),
  object(
    "v1",
    "Pod",
    { namespace: "holdfast", name: "holdfast-1" },
    {
      spec: {
        containers: [
          {
            name: "server",
            args: ["--password", shaped, `--url=https://u:${shaped}@host/`],
            env: [
              { name: "DB_PASSWORD", value: shaped },
              { name: "PLAIN", value: `x${kept}x` },
            ],
          },
        ],
      },
    },
  ),
  object(
    "apps/v1",
    "Deployment",
    {
      ...note,
      name: "web",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"v":"${shaped}"}` },
    },
    { spec: { template: { spec: { containers: [{ name: "web", image: "web" }] } } } },
  ),
  object("v1", "PersistentVolumeClaim", { namespace: "shop", name: "data" }, {}),
];

function object(apiVersion: string, kind: string, metadata: KubernetesObject["metadata"], more: object = {}) {
  return { apiVersion, kind, metadata, ...more };
}

function secret(namespace: string, name: string, data: Readonly<Record<string, string>>) {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]));
  return object("v1", "Secret", { namespace, name }, { data: encoded });
}

const logLines = [
  `level=info msg="connected as app with ${kept}"`,
  `level=info header="Basic ${base64(`app:${kept}`)}" body=${base64(`{"p":"${kept}"}`)}`,
  `level=info url=https://x/?q=${encodeURIComponent(kept)} hex=${Buffer.from(kept).toString("hex")}`,
  `level=warn AWS_SECRET_ACCESS_KEY=${shaped} Authorization: Bearer ${shaped}`,
  "-----BEGIN PRIVATE KEY-----",
  shaped,
  "-----END PRIVATE KEY-----",
  "level=info msg=the-end",
];

async function* logs() {
  yield* logLines;
  await Promise.resolve();
}

function client(calls: FakeClientOptions["calls"] = {}) {
  return createFakeClient({ types: [applicationType, settingsType], objects, calls: { logs, ...calls } });
}

async function failedOperation(kubernetes: ReturnType<typeof client>) {
  const context = testContext(kubernetes, { clock: systemClock });
  const input = { password: shaped, note: `asked with ${kept}` };
  const record = newRecord(context, { id: "op1", kind: "backup", subject: { kind: "backup-set", name: "m-1" }, input });
  const fault = { code: "backup-failed", class: "failed", message: `hook said ${kept} and secret=${shaped}` } as const;
  const state = { stage: "failed", step: "make", at: "2026-03-01T00:00:00Z", fault, holds: [] } as const;
  await kubernetes.create(configMaps, encodeRecord({ ...record, state }));
  return context;
}

test("a secret put into every place is in no bundle, and what is needed is", async () => {
  const context = await failedOperation(client());
  const bundle = await makeSupportBundle({ ...context, requestedBy: `who typed ${kept}` });
  const files = await unpackBundle(bundle.archive);
  expect(findSecret(files, kept)).toEqual([]);
  expect(findSecret(files, shaped)).toEqual([]);
  const paths = [...files.keys()];
  for (const path of ["versions.json", "checks/status.json", "operations/op1.json", "objects/shop/secrets.json"]) {
    expect(paths).toContain(`bundle/${path}`);
  }
  const log = files.get("bundle/logs/holdfast/holdfast-1/server.log");
  expect(log).toContain("connected as app with [redacted]");
  expect(log).toContain("msg=the-end");
  expect(files.get("bundle/objects/shop/secrets.json")).toContain('"password": "[redacted]');
  expect(files.get("bundle/objects/shop/applications.json")).toContain('"slug": "shop"');
  expect(files.get("bundle/about.json")).toContain("There is no Velero in this cluster");
});

const inside = (text: string) => findSecret(new Map([["a", `x ${text} y`]]), kept);

test("the search for a secret finds it in base64, in gzip in base64 and in hex", () => {
  for (const text of [
    kept,
    base64(`ab${kept}`),
    gzipSync(`{"a":"${kept}"}`).toString("base64"),
    Buffer.from(kept).toString("hex"),
  ]) {
    expect(inside(text)).toEqual(["a"]);
  }
  expect(inside("nothing")).toEqual([]);
});

test("every form of a value is known, and of a file the values in it", () => {
  const forms = formsOf(kept);
  for (const before of ["", "a", "ab", "abc"]) {
    for (const behind of ["", "x", "xy"]) {
      const text = base64(`${before}${kept}${behind}`);
      expect(forms.some((form) => text.includes(form))).toBe(true);
    }
  }
  expect(partsOf(Buffer.from("user = someone\npass = 'top-secret-1'\n"))).toContain("top-secret-1");
  expect(partsOf(Buffer.from('{"auths":{"r":{"password":"top-secret-2"}}}'))).toContain("top-secret-2");
  expect(partsOf(Buffer.from("mysql://u:top-secret-3@db/x"))).toContain("top-secret-3");
  expect(partsOf(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]))).toEqual([]);
});

test("no bundle is made when the Secrets cannot be read by which it is redacted", async () => {
  const kubernetes = client();
  const refusing = { ...kubernetes, listAll: refuseSecrets(kubernetes) };
  await expect(makeSupportBundle(testContext(refusing))).rejects.toThrow("no Secrets");
});

function refuseSecrets(kubernetes: ReturnType<typeof client>): ReturnType<typeof client>["listAll"] {
  return (type, query) => {
    if (type.kind === "Secret") throw new Error("no Secrets");
    return kubernetes.listAll(type, query);
  };
}

test("weak point 26: the server makes one bundle for each failure, small enough for one object, and keeps three", async () => {
  const kubernetes = client();
  const context = await failedOperation(kubernetes);
  expect(await bundleFailure(context)).toBe("nothing");
  for (let hour = 1; hour <= 5; hour += 1) {
    const at = `2026-03-01T0${hour}:00:00Z`;
    const told = { [`backup/m-${hour}`]: { stage: "told", state: "failed", at } as const };
    await changeOutbox(context, (outbox) => ({ ...outbox, told: { ...outbox.told, ...told } }));
    const later = { ...context, clock: { ...systemClock, now: () => Date.now() + hour * 3_600_000 } };
    expect(await bundleFailure(later)).toBe("made");
    expect(await bundleFailure(later)).toBe("nothing");
  }
  const saved = await listSavedBundles(context);
  expect(saved.map(({ reason }) => reason)).toEqual(["backup/m-5", "backup/m-4", "backup/m-3"]);
  const files = await unpackBundle(await readSavedBundle(context, saved[0]?.name ?? ""));
  expect([...findSecret(files, kept), ...findSecret(files, shaped)]).toEqual([]);
  expect(saved.every(({ bytes }) => bytes < 700 * 1024)).toBe(true);
  expect(
    await kubernetes.listAll({ ...configMaps, kind: "Secret", plural: "secrets" }, { namespace: operationsNamespace }),
  ).toHaveLength(3);
});

test("no text in a Secret makes the reading of it slow, or ends it", () => {
  // Time that grows with the square of their length would outlast the test's own deadline.
  for (const text of ["://".repeat(60_000), "://a:".repeat(50_000), `x: ${"://@".repeat(50_000)}`]) {
    partsOf(Buffer.from(text));
  }
  const [half = ""] = partsOf(Buffer.from('{"a":"abcdef\\ud800"}')).filter((part) => part.startsWith("abc"));
  expect(formsOf(half)).toContain(half);
  expect(partsOf(Buffer.from("mysql://user-1:top/secret@4@db/x"))).toContain("top/secret@4");
});
