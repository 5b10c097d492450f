import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * A session is a signed statement, not a row: any replica that has the key can read it, and nothing is stored.
 * Form: base64url(JSON of Session) "." base64url(HMAC-SHA-256). The key is made from the session Secret and the
 * password's hash, so that a new password ends every session.
 */
export interface Session {
  readonly user: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export function signSession(session: Session, key: Buffer): string {
  const payload = Buffer.from(JSON.stringify(session)).toString("base64url");
  return `${payload}.${signatureOf(payload, key).toString("base64url")}`;
}

/** Undefined for anything that this key did not sign, and for a session that is over. */
export function readSession(token: string, key: Buffer, now: number): Session | undefined {
  const [payload, signature, ...rest] = token.split(".");
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const given = Buffer.from(signature, "base64url");
  const expected = signatureOf(payload, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const session = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Session;
  return session.expiresAt > now ? session : undefined;
}

function signatureOf(payload: string, key: Buffer): Buffer {
  return createHmac("sha256", key).update(payload).digest();
}
