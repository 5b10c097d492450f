import { createHmac } from "node:crypto";
import type { Channel, Message } from "@holdfast/domain";
import {
  createServerCertificate,
  startMailSink,
  type MailSinkOptions,
  type ServerCertificate,
} from "@holdfast/harness";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { startRawReceiver, startReceiver, type Answer } from "../../test-support/http-receiver.ts";
import { addressRules } from "./address-rules.ts";
import { sendMail } from "./send-mail.ts";
import { sendPing, sendWebhook } from "./send-webhook.ts";
import type { Sending } from "./sending.ts";

const canary = "c4naryWebhookSecret";
const message: Message = {
  id: "m1",
  createdAt: "2026-03-01T00:00:00Z",
  to: {},
  event: {
    kind: "backup-failed",
    mood: "bad",
    key: "backup/a",
    state: "failed",
    at: "2026-03-01T00:00:00Z",
    title: "Backup a failed",
    cause: "The bucket is gone.",
    remedy: "Make it again.",
  },
};
const webhook: Extract<Channel, { kind: "webhook" }> = {
  name: "hook",
  instance: "one",
  kind: "webhook",
  origin: "",
  signed: false,
};
const mail: Extract<Channel, { kind: "smtp" }> = {
  name: "mail",
  instance: "one",
  kind: "smtp",
  host: "localhost",
  port: 0,
  security: "none",
  from: "holdfast@example.com",
  to: ["ops@example.com"],
};

const stops: (() => Promise<void>)[] = [];
let certificate: ServerCertificate;
beforeAll(async () => {
  certificate = await createServerCertificate(["localhost"]);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function sending(url: string, more: Partial<Sending> = {}): Sending {
  return {
    secrets: { url },
    sender: { cluster: "shop", instance: "one" },
    rules: addressRules({ allowPrivate: true }),
    resolve: () => Promise.resolve(["127.0.0.1"]),
    now: 1_780_000_000_000,
    version: "0.1.0",
    signal: new AbortController().signal,
    timeoutMilliseconds: 10_000,
    ...more,
  };
}

async function receiver(answer?: Answer, tls?: ServerCertificate) {
  const started = await startReceiver(answer, tls);
  stops.push(() => started.stop());
  return started;
}

describe("a webhook", () => {
  test("gets the message with its id, its signature and its secret header", async () => {
    const { port, received } = await receiver();
    const channel = { ...webhook, signed: true, header: "X-Api-Key" };
    const secrets = { url: `http://localhost:${port}/in/${canary}?a=1`, "signing-key": "key", "header-value": "value" };
    expect(await sendWebhook(channel, message, sending("", { secrets }))).toEqual({ kind: "sent" });
    const [got] = received;
    expect(got).toMatchObject({ method: "POST", path: `/in/${canary}?a=1` });
    expect(got?.headers).toMatchObject({ "idempotency-key": "m1", "x-api-key": "value", host: `localhost:${port}` });
    expect(JSON.parse(got?.body ?? "")).toMatchObject({
      id: "m1",
      event: "backup-failed",
      cluster: "shop",
      instance: "one",
      cause: "The bucket is gone.",
      remedy: "Make it again.",
    });
    const expected = createHmac("sha256", "key")
      .update(`1780000000.${got?.body ?? ""}`)
      .digest("hex");
    expect(got?.headers["x-holdfast-signature"]).toBe(`t=1780000000,v1=${expected}`);
  });

  const failures: readonly (readonly [string, Answer, string])[] = [
    ["fails", (response) => response.writeHead(500).end("broken"), "status 500: broken"],
    ["repeats the secret", (response) => response.writeHead(403).end(`no ${canary} here`), "status 403: no [redacted]"],
    [
      "repeats the secret where its answer is cut",
      (response) => response.writeHead(403).end(`${"x ".repeat(95)}${canary}`),
      "x [redacted]",
    ],
    [
      "redirects",
      (response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
      "redirects are not followed",
    ],
    ["hangs", () => undefined, "no answer within"],
    ["closes", (response) => response.destroy(), "socket hang up"],
    ["answers with binary", (response) => response.writeHead(418).end(Buffer.alloc(100_000, 7)), "status 418"],
  ];
  test.each(failures)("that %s is tried again, and the reason holds no secret", async (how, answer, reason) => {
    const { port, received } = await receiver(answer);
    const patience = how === "hangs" ? { timeoutMilliseconds: 700 } : {};
    const attempt = await sendWebhook(webhook, message, sending(`http://localhost:${port}/${canary}`, patience));
    expect(attempt).toMatchObject({ kind: "failed", reason: expect.stringContaining(reason) });
    expect(JSON.stringify(attempt)).not.toContain(canary.slice(0, 8));
    expect(received).toHaveLength(1);
  });

  test("that asks for patience gets it", async () => {
    const { port } = await receiver((response) => response.writeHead(429, { "retry-after": "120" }).end());
    expect(await sendWebhook(webhook, message, sending(`http://localhost:${port}/`))).toMatchObject({
      retryAfterSeconds: 120,
    });
  });

  test("that takes it and then never ends its answer has taken it", async () => {
    const { port } = await receiver((response) => response.writeHead(200).write("x"));
    const slow = sending(`http://localhost:${port}/`);
    expect(await sendWebhook(webhook, message, slow)).toEqual({ kind: "sent" });
  });

  test("that speaks no HTTP, or sends headers without end, is a failure", async () => {
    const garbage = await startRawReceiver((socket) => socket.end("\u0000\u0001garbage\r\n\r\n"));
    const endless = await startRawReceiver((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket.write(`x: ${"y".repeat(8000)}\r\n`), 1);
      socket.on("close", () => clearInterval(drip));
    });
    stops.push(
      () => garbage.stop(),
      () => endless.stop(),
    );
    for (const { port } of [garbage, endless]) {
      const attempt = await sendWebhook(webhook, message, sending(`http://localhost:${port}/`));
      expect(attempt).toMatchObject({ kind: "failed", reason: expect.stringMatching(/Parse Error|Header/) });
    }
  });

  test("inside is not called unless that was allowed, whatever its name says the second time", async () => {
    const { port, received } = await receiver();
    const rules = addressRules({ allowPrivate: false });
    let asked = 0;
    const resolve = () => Promise.resolve([(asked += 1) === 1 ? "127.0.0.1" : "1.1.1.1"]);
    const attempt = await sendWebhook(
      webhook,
      message,
      sending(`http://rebinding.example.com:${port}/`, { rules, resolve }),
    );
    expect(attempt).toMatchObject({ kind: "failed", reason: expect.stringContaining("127.0.0.1") });
    expect([asked, received.length]).toEqual([1, 0]);
  });

  test("must have a certificate of its name from an authority that is trusted", async () => {
    const { port, received } = await receiver(undefined, certificate);
    const trusted = { ...webhook, caCert: certificate.authorityPem };
    expect(await sendWebhook(trusted, message, sending(`https://localhost:${port}/`))).toEqual({ kind: "sent" });
    const unknown = await sendWebhook(webhook, message, sending(`https://localhost:${port}/`));
    expect(unknown).toMatchObject({ kind: "failed", reason: expect.stringContaining("certificate") });
    const other = await sendWebhook(trusted, message, sending(`https://other.example.com:${port}/`));
    expect(other).toMatchObject({ kind: "failed", reason: expect.stringContaining("other.example.com") });
    expect(received).toHaveLength(1);
  });
});

test("a ping is one request without a body", async () => {
  const { port, received } = await receiver();
  const ping = { ...webhook, kind: "ping", method: "GET", everyMinutes: 5 } as const;
  expect(await sendPing(ping, sending(`http://localhost:${port}/ping`))).toEqual({ kind: "sent" });
  expect(received[0]).toMatchObject({ method: "GET", path: "/ping", body: "" });
});

async function sink(options: MailSinkOptions = {}) {
  const started = await startMailSink(options);
  stops.push(() => started.stop());
  return started;
}

describe("a mail", () => {
  const secrets = { password: canary };

  test.each(["starttls", "tls"] as const)("goes over %s with a password, and carries its id", async (security) => {
    const { port, mails } = await sink({ certificate, tls: security === "tls", password: canary });
    const channel = { ...mail, port, security, user: "holdfast", caCert: certificate.authorityPem };

    expect(await sendMail(channel, message, sending("", { secrets }))).toEqual({ kind: "sent" });
    expect(mails[0]).toMatchObject({ secure: true, user: "holdfast", to: ["ops@example.com"] });
    expect(mails[0]?.text).toContain("Subject: [shop] Backup a failed");
    expect(mails[0]?.text).toContain("Message-ID: <m1@one.holdfast>");
    expect(mails[0]?.text).toContain("What to do: Make it again.");
  });

  test("is not sent when the server offers no encryption, or has another certificate", async () => {
    const plain = await sink();
    const starttls = { ...mail, security: "starttls", user: "holdfast" } as const;
    const first = await sendMail({ ...starttls, port: plain.port }, message, sending("", { secrets }));
    expect(first).toMatchObject({ kind: "failed", reason: expect.stringMatching(/STARTTLS|TLS/) });
    const other = await sink({ certificate });
    const second = await sendMail({ ...starttls, port: other.port }, message, sending("", { secrets }));
    expect(second).toMatchObject({ kind: "failed", reason: expect.stringContaining("certificate") });
    expect([...plain.mails, ...other.mails]).toEqual([]);
  });

  test("that is refused says why, without the password", async () => {
    const { port } = await sink({ certificate, password: "another" });
    const channel = {
      ...mail,
      port,
      security: "starttls",
      user: "holdfast",
      caCert: certificate.authorityPem,
    } as const;
    const attempt = await sendMail(channel, message, sending("", { secrets }));
    expect(attempt).toMatchObject({ kind: "failed", reason: expect.stringContaining("Invalid") });
    expect(JSON.stringify(attempt)).not.toContain(canary);
    const refusing = await sink({ refusal: "no such mailbox" });
    const refused = await sendMail({ ...mail, port: refusing.port }, message, sending(""));
    expect(refused).toMatchObject({ kind: "failed", reason: expect.stringContaining("no such mailbox") });
  });

  test("to a server that hangs, drips or speaks nonsense ends in time", async () => {
    const hanging = await startRawReceiver(() => undefined);
    const dripping = await startRawReceiver((socket) => {
      const drip = setInterval(() => socket.write("220-still here\r\n"), 50);
      socket.on("close", () => clearInterval(drip));
    });
    const nonsense = await startRawReceiver((socket) => socket.write("\u0000\u0001\r\n"));
    stops.push(
      () => hanging.stop(),
      () => dripping.stop(),
      () => nonsense.stop(),
    );
    for (const { port } of [hanging, dripping, nonsense]) {
      const hasty = sending("", { timeoutMilliseconds: 700 });
      expect(await sendMail({ ...mail, port }, message, hasty)).toMatchObject({ kind: "failed" });
    }
  });
});
