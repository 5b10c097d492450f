import { isIP } from "node:net";
import { Fault, eventKinds } from "@holdfast/domain";
import type { Channel, ChannelBase, ChannelSecrets, EventKind, MailOptions, PingOptions } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { instanceId } from "../installation/instance.ts";
import { addressRules } from "./address-rules.ts";
import { setChannel } from "./channel-records.ts";

/** What holds for every kind of channel. */
export interface CommonWish {
  readonly name: string;
  /** Empty: everything. */
  readonly events: readonly string[];
  readonly cluster?: string;
  readonly allowPrivate: boolean;
  readonly caCert?: string;
}

export interface AddressWish {
  /** The whole address; kept as a secret. */
  readonly url: string;
  /** Not encrypted: whoever is on the way reads and changes it. */
  readonly allowHttp: boolean;
}

export type ChannelWish = CommonWish &
  (
    | (AddressWish & {
        readonly kind: "webhook";
        readonly signingKey?: string;
        readonly header?: { readonly name: string; readonly value: string };
      })
    | (MailOptions & { readonly password?: string })
    | (AddressWish & Omit<PingOptions, "origin">)
  );

/** Checks and sets a channel for this installation, in place of one of the name. Faults: invalid-argument, of `setChannel`. */
export async function setNotification(context: Context, wish: ChannelWish): Promise<Channel> {
  const { channel: checked, secrets } = complete(checkCommon(wish), wish);
  const channel = { ...checked, instance: await instanceId(context) };
  await setChannel(context, channel, secrets);
  return channel;
}

/** Checked before anything is made in the cluster, the instance's id among it. */
type Unowned<Kind extends { readonly instance: string }> = Kind extends unknown ? Omit<Kind, "instance"> : never;

interface Complete {
  readonly channel: Unowned<Channel>;
  readonly secrets: ChannelSecrets;
}

function complete(base: Unowned<ChannelBase>, wish: ChannelWish): Complete {
  switch (wish.kind) {
    case "webhook": {
      const { signingKey, header } = wish;
      const { origin, url } = checkAddress(wish);
      if (header !== undefined) checkHeader(header);
      const named = header === undefined ? {} : { header: header.name };
      return {
        channel: { ...base, kind: "webhook", origin, signed: signingKey !== undefined, ...named },
        secrets: {
          url,
          ...(signingKey === undefined ? {} : { "signing-key": signingKey }),
          ...(header === undefined ? {} : { "header-value": header.value }),
        },
      };
    }
    case "ping": {
      const { method, everyMinutes } = wish;
      const { origin, url } = checkAddress(wish);
      if (everyMinutes > 1440) throw refused("A ping comes once a day at least", "Give --every 1440 or fewer minutes");
      return { channel: { ...base, kind: "ping", origin, method, everyMinutes }, secrets: { url } };
    }
    case "smtp": {
      const { host, port, security, user, from, to, password } = wish;
      checkMail(wish);
      const named = user === undefined ? {} : { user };
      return {
        channel: { ...base, kind: "smtp", host, port, security, ...named, from, to },
        secrets: password === undefined ? {} : { password },
      };
    }
  }
}

function checkCommon({ name, events, cluster, allowPrivate, caCert }: CommonWish): Unowned<ChannelBase> {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u.test(name)) {
    throw refused(`"${name}" is no name of a channel`, "Use lower-case letters, digits and hyphens");
  }
  const known = eventKinds.filter((kind) => kind !== "test");
  const unknown = events.find((event) => !(known as readonly string[]).includes(event));
  if (unknown !== undefined) throw refused(`There is no event "${unknown}"`, `Events are: ${known.join(", ")}`);
  if (caCert !== undefined && !caCert.includes("-----BEGIN CERTIFICATE-----")) {
    throw refused("The certificate authority holds no certificate", "Give a PEM file with --ca-file");
  }
  return {
    name,
    ...(events.length === 0 ? {} : { events: events as readonly EventKind[] }),
    ...(cluster === undefined ? {} : { cluster: cluster.replaceAll(/\s+/gu, " ").trim().slice(0, 100) }),
    ...(allowPrivate ? { allowPrivate } : {}),
    ...(caCert === undefined ? {} : { caCert }),
  };
}

/** The words never repeat the address: it may be a secret. */
function checkAddress({ url, allowHttp, allowPrivate }: AddressWish & CommonWish): { origin: string; url: string } {
  const text = url.trim();
  if (!URL.canParse(text)) throw refused("The address is none", "Give it as https://host/path");
  const { protocol, hostname, host, username, password } = new URL(text);
  if (protocol === "http:" && !allowHttp) {
    throw refused("The address is not encrypted (http)", "Use https, or allow it with --allow-http");
  }
  if (protocol !== "https:" && protocol !== "http:") {
    throw refused(`Addresses of ${protocol} are not called`, "Give one that begins with https://");
  }
  if (username !== "" || password !== "") {
    throw refused(
      "The address carries a user or a password",
      "Put them into a header: --header Authorization --header-value-file FILE",
    );
  }
  checkLiteral(hostname, allowPrivate);
  return { origin: `${protocol}//${host}`, url: text };
}

/** A name is judged when it is resolved, before each message; a written address at once. */
function checkLiteral(host: string, allowPrivate: boolean): void {
  const bare = host.replace(/^\[(.*)\]$/u, "$1");
  const reason = isIP(bare) === 0 ? undefined : addressRules({ allowPrivate })(bare);
  if (reason === undefined) return;
  throw refused(`${bare} is not called: ${reason}`, "Give another address, or --allow-private if it is private");
}

const reservedHeaders =
  /^(host|content-length|content-type|transfer-encoding|connection|idempotency-key|x-holdfast-.*)$/iu;

function checkHeader({ name, value }: { readonly name: string; readonly value: string }): void {
  if (!/^[A-Za-z0-9-]{1,100}$/u.test(name) || reservedHeaders.test(name)) {
    throw refused(`"${name}" cannot be given as a header`, "Give a name of letters, digits and hyphens of your own");
  }
  if (!/^[\u0020-\u007e]+$/u.test(value)) {
    throw refused("The header's value has line breaks or other signs in it", "Give one line of plain letters");
  }
}

function checkMail({
  host,
  port,
  security,
  user,
  from,
  to,
  password,
  allowPrivate,
}: CommonWish & MailOptions & { readonly password?: string }) {
  if (!/^[A-Za-z0-9.:_-]{1,253}$/u.test(host))
    throw refused(`"${host}" is no mail server`, "Give its name with --host");
  if (port > 65_535) throw refused(`There is no port ${port}`, "Give for example --port 587");
  checkLiteral(host, allowPrivate);
  for (const address of [from, ...to]) {
    if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/u.test(address)) {
      throw refused(`"${address}" is no mail address`, "Give it as name@example.com");
    }
  }
  if (to.length === 0) throw refused("Nobody would get the mail", "Give at least one --to");
  if ((user === undefined) !== (password === undefined)) {
    throw refused("A user and a password belong together", "Give --user and --password-file, or none of them");
  }
  if (security === "none" && user !== undefined) {
    throw refused("A password is not sent without encryption", "Use --security starttls or tls");
  }
}

function refused(message: string, remedy: string): Fault {
  return new Fault("invalid-argument", message, { remedy });
}
