import { configMaps, deployments, events, secrets, type ResourceType } from "@holdfast/kubernetes";
import { backupStorageLocationType } from "@holdfast/velero";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRealCluster, type RealCluster } from "../../test-support/real-cluster.ts";
import { findSecret, unpackBundle } from "../../test-support/unpack-bundle.ts";
import { createBackup } from "../backups/create-backup.ts";
import { setNotification } from "../notifications/channel-wish.ts";
import { look } from "../notifications/notification-controller.ts";
import { carryOut } from "../running/carry-out.ts";
import { makeSupportBundle } from "./make-bundle.ts";
import { bundleFailure } from "./support-controller.ts";
import { listSavedBundles, readSavedBundle } from "./saved-bundles.ts";

/** The same value in a Secret and in every text; and one that no Secret holds, in places that say what it is. */
const kept = "kept-c4nary-real-5q1";
const shaped = "shaped-c4nary-real-6w2";

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  const config = `kind: Config
apiVersion: kots.io/v1beta1
metadata: { name: config }
spec:
  groups:
    - name: all
      title: All
      items: [{ name: mail_password, title: Password, type: password, default: "${shaped}" }]
`;
  const license = { fields: { support_key: `${kept}-license` } };
  await cluster.install({ slug: "guestbook", files: { "config.yaml": config }, license });
  const metadata = { namespace: "guestbook", annotations: { note: `by ${kept}`, "example.com/api-token": shaped } };
  const make = (type: ResourceType, name: string, more: object) =>
    cluster.kubernetes.create(type, {
      apiVersion: type.group === "" ? type.version : `${type.group}/${type.version}`,
      kind: type.kind,
      metadata: { ...metadata, name },
      ...more,
    });
  await make(secrets, "canary", { stringData: { password: kept, file: `[a]\npass = "${kept}-in-file"\n` } });
  await make(configMaps, "canary", { data: { "a.conf": `password=${shaped}`, plain: kept } });
  await make(events, "canary", {
    involvedObject: { kind: "Pod", name: "a", namespace: "guestbook" },
    message: `hook said ${kept}; token=${shaped} at https://u:${shaped}@host/`,
    reason: "Failed",
    type: "Warning",
  });
  const env = [
    { name: "DB_PASSWORD", value: shaped },
    { name: "MOTTO", value: `so ${kept}` },
  ];
  const container = { name: "app", image: "app", command: ["run", "--password", shaped, `url=${kept}`], env };
  const labels = { app: "canary" };
  await make(deployments, "canary", {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  });
  const url = `https://example.com/services/${kept}-hook`;
  const common = { events: [], allowPrivate: false, allowHttp: false };
  await setNotification(cluster.context(), {
    kind: "webhook",
    name: "hook",
    ...common,
    url,
    signingKey: `${kept}-key`,
  });
});

afterAll(async () => cluster?.stop());

it("holds none of the secrets that are in the cluster, and tells what failed", async () => {
  const context = { ...cluster.context(), requestedBy: `somebody who typed ${kept}` };
  // In the time of Velero, which the clock of the other contexts is ahead of.
  const watching = { ...context, clock: { ...context.clock, now: () => Date.now() } };
  await look(watching);
  const good = await createBackup(context, { application: "guestbook" });
  await carryOut(context, good.operation.id);
  const [location] = await cluster.kubernetes.listAll(backupStorageLocationType, {
    namespace: cluster.velero.namespace,
  });
  const doomed = await createBackup(context, { application: "guestbook" });
  await cluster.velero.s3.kill();
  await carryOut(context, doomed.operation.id);
  await cluster.velero.s3.restart();

  const bundle = await makeSupportBundle(context);
  const files = await unpackBundle(bundle.archive);
  const others = [cluster.velero.s3.secretAccessKey, "12345-not-there"];
  for (const secret of [kept, shaped, ...others]) expect(findSecret(files, secret)).toEqual([]);
  const paths = [...files.keys()];
  expect(paths.filter((path) => path.startsWith("bundle/operations/")).length).toBeGreaterThan(1);
  expect(paths).toContain(`bundle/objects/${cluster.velero.namespace}/backups.json`);
  expect(files.get(`bundle/objects/${cluster.velero.namespace}/backupstoragelocations.json`)).toContain(
    location?.metadata.name,
  );
  expect(files.get("bundle/objects/guestbook/events.json")).toContain("hook said [redacted]");
  expect(files.get("bundle/objects/guestbook/secrets.json")).toContain('"password": "[redacted]');
  expect(files.get("bundle/checks/status.json")).toContain("guestbook");

  await look(watching);
  expect(await bundleFailure(watching)).toBe("made");
  const [saved] = await listSavedBundles(context);
  const kit = await unpackBundle(await readSavedBundle(context, saved?.name ?? ""));
  for (const secret of [kept, shaped, ...others]) expect(findSecret(kit, secret)).toEqual([]);
});
