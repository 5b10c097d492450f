import { createServerCertificate, startMailSink, type MailSink } from "@holdfast/harness";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startReceiver, type Receiver } from "../../test-support/http-receiver.ts";
import { realClock, startRealCluster, type RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import type { Context } from "../context.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import { carryOut } from "../running/carry-out.ts";
import { setNotification } from "./channel-wish.ts";
import { runNotifications } from "./notification-controller.ts";
import { readOutbox } from "./outbox-record.ts";

let cluster: RealCluster;
let receiver: Receiver;
let sink: MailSink;
const ending = new AbortController();
let running: Promise<void>;
let leapMilliseconds = 0;

function context(): Context {
  return cluster.context();
}

/** In the time of Velero, which the clock of the other contexts is ahead of. */
function notifying(): Context {
  const clock = { ...realClock, now: () => Date.now() + leapMilliseconds };
  return { ...cluster.context({ signal: ending.signal }), clock };
}

beforeAll(async () => {
  const certificate = await createServerCertificate(["localhost"]);
  [cluster, receiver, sink] = await Promise.all([
    startRealCluster(),
    startReceiver((response, count) => response.writeHead(count === 1 ? 503 : 200).end(), certificate),
    startMailSink({ certificate, password: "mailbox-password" }),
  ]);
  await cluster.install({ slug: "guestbook" });
  const common = { events: [], allowPrivate: true, caCert: certificate.authorityPem, cluster: "shop" };
  const url = `https://localhost:${receiver.port}/in`;
  await setNotification(context(), {
    kind: "webhook",
    name: "hook",
    ...common,
    url,
    allowHttp: false,
    signingKey: "k",
  });
  await setNotification(context(), {
    kind: "smtp",
    name: "mail",
    ...common,
    host: "localhost",
    port: sink.port,
    security: "starttls",
    user: "holdfast",
    password: "mailbox-password",
    from: "holdfast@example.com",
    to: ["ops@example.com"],
  });
  running = runNotifications(notifying(), { lookMilliseconds: 1000, restFactor: 1, tickMilliseconds: 200 });
  await told(async () => (await readOutbox(context())) !== undefined);
});

afterAll(async () => {
  ending.abort();
  await running;
  await Promise.all([receiver.stop(), sink.stop(), cluster.stop()]);
});

async function told(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 150_000;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`not told in time: ${JSON.stringify([webhooks(), mails()])}`);
    await Promise.race([running, realClock.sleep(200)]);
  }
}

/** Of each message that was taken; the first attempt of all was refused. */
const webhooks = () => receiver.received.slice(1).map(({ body }) => (JSON.parse(body) as { event: string }).event);
const mails = () => sink.mails.map(({ text }) => /X-Holdfast-Event: (\S+)/u.exec(text)?.[1] ?? "");
const both = (event: string) => () => webhooks().includes(event) && mails().includes(event);

it("weak point 27: tells a restore's start and end, a destination that is gone, a failed backup and what recovered, each once", async () => {
  const { operation, set } = await createBackup(context(), { application: "guestbook" });
  await carryOut(context(), operation.id);
  const request = applicationsRequest(set, ["guestbook"]);
  const restore = await createRestore(context(), request, await previewRestore(context(), request));
  await carryOut(context(), restore.id);
  // The refused message is tried again after half a minute.
  await told(() => both("restore-started")() && both("restore-finished")());

  const doomed = await createBackup(context(), { application: "guestbook" });
  await cluster.velero.s3.kill();
  await carryOut(context(), doomed.operation.id);
  await told(both("backup-failed"));
  leapMilliseconds = 130_000;
  await told(both("destination-unavailable"));
  await cluster.velero.s3.restart();
  await told(both("recovered"));
  await realClock.sleep(3000);

  const expected = ["backup-failed", "destination-unavailable", "recovered", "restore-finished", "restore-started"];
  expect(webhooks().toSorted()).toEqual(expected);
  expect(mails().toSorted()).toEqual(expected);
  expect((await readOutbox(context()))?.messages).toEqual([]);
  expect(JSON.stringify(receiver.received)).not.toContain("mailbox-password");
});
