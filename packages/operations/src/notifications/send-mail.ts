import { connect, isIP, type Socket } from "node:net";
import { rootCertificates } from "node:tls";
import { mailText, type Attempt, type Channel, type Message } from "@holdfast/domain";
import { failureText } from "./failure-text.ts";
import { resolveTarget } from "./resolve-target.ts";
import type { Sending } from "./sending.ts";

type MailChannel = Extract<Channel, { kind: "smtp" }>;

/** For the whole mail, however many steps its server makes of it. */
const timeoutMilliseconds = 30_000;

/** Sent when the server took the mail for at least one of the receivers. */
export async function sendMail(channel: MailChannel, message: Message, sending: Sending): Promise<Attempt> {
  const { secrets, rules, resolve, signal } = sending;
  const wait = sending.timeoutMilliseconds ?? timeoutMilliseconds;
  const timeout = AbortSignal.timeout(wait);
  try {
    const { address } = await resolveTarget(channel.host, rules, resolve);
    const socket = connect({ host: address, port: channel.port });
    const cut = (): void => void socket.destroy(new Error("cut"));
    const until = AbortSignal.any([signal, timeout]);
    until.addEventListener("abort", cut, { once: true });
    try {
      await connected(socket);
      return await transmit(channel, message, { ...sending, socket });
    } finally {
      until.removeEventListener("abort", cut);
      socket.destroy();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    if (timeout.aborted)
      return { kind: "failed", reason: `the mail was not taken within ${Math.round(wait / 1000)} s` };
    return { kind: "failed", reason: failureText(error, secrets) };
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
  });
}

async function transmit(
  channel: MailChannel,
  message: Message,
  { socket, sender, secrets }: Sending & { readonly socket: Socket },
): Promise<Attempt> {
  const transport = await openTransport(channel, socket, secrets.password);
  const { subject, text } = mailText(message, sender);
  const sending = transport.sendMail({
    from: channel.from,
    to: [...channel.to],
    subject,
    text,
    // The same message has the same id, so that a mailbox can drop the second one.
    messageId: `<${message.id}@${sender.instance}.holdfast>`,
    headers: { "X-Holdfast-Event": message.event.kind, "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const closed = new Promise<never>((_resolve, reject) => {
    socket.once("close", () => reject(new Error("the mail server closed the connection")));
  });
  const { accepted } = await Promise.race([sending, closed]);
  if (accepted.length > 0) return { kind: "sent" };
  return { kind: "failed", reason: "the mail server took it for none of the receivers" };
}

/** Over a connection to an address that was checked. Loaded on first use: most commands never send a mail. */
async function openTransport(channel: MailChannel, socket: Socket, password: string | undefined) {
  const { createTransport } = await import("nodemailer");
  const { host, port, security, user, caCert } = channel;
  const hasPassword = user !== undefined && password !== undefined && security !== "none";
  return createTransport({
    host,
    port,
    getSocket: (_options, callback) => callback(null, { connection: socket }),
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(caCert === undefined ? {} : { ca: [...rootCertificates, caCert] }),
    },
    ...(hasPassword ? { auth: { user, pass: password } } : {}),
    logger: false,
  });
}
