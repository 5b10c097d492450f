import type { AddressInfo } from "node:net";
import type { ServerCertificate } from "./server-certificate.ts";
import { SMTPServer } from "smtp-server";

export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A real SMTP server on loopback that keeps what it got. */
export interface MailSink {
  readonly port: number;
  readonly mails: SunkMail[];
  stop(): Promise<void>;
}

export interface MailSinkOptions {
  readonly certificate?: ServerCertificate;
  /** TLS from the first byte. Default: STARTTLS, when there is a certificate. */
  readonly tls?: boolean;
  readonly password?: string;
  /** Refuses every receiver with this. */
  readonly refusal?: string;
}

export async function startMailSink({
  certificate,
  tls = false,
  password,
  refusal,
}: MailSinkOptions = {}): Promise<MailSink> {
  const mails: SunkMail[] = [];
  const server = new SMTPServer({
    secure: tls,
    logger: false,
    authOptional: password === undefined,
    ...(certificate === undefined
      ? { hideSTARTTLS: true, disabledCommands: ["STARTTLS", "AUTH"] }
      : { cert: certificate.certificatePem, key: certificate.privateKeyPem }),
    onAuth: (auth, _session, callback) =>
      auth.password === password
        ? callback(null, { user: auth.username })
        : callback(new Error(`Invalid password ${auth.password ?? ""}`)),
    onRcptTo: (_address, _session, callback) =>
      refusal === undefined ? callback() : callback(Object.assign(new Error(refusal), { responseCode: 550 })),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        const text = Buffer.concat(chunks).toString();
        mails.push({
          from,
          to: rcptTo.map(({ address }) => address),
          text,
          secure: session.secure,
          user: session.user,
        });
        callback();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
