import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { Clock } from "../clock.ts";

/** What a request carries to say who we are. */
export interface Credentials {
  readonly authorization?: string;
  readonly clientCertificate?: ClientCertificate;
}

/** PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CredentialSource {
  /** Who the credentials say we are; never a secret. */
  readonly userName: string;
  /** The credentials for the next request; cheap, called before each. */
  read(): Promise<Credentials>;
  /** The server refused them (401): forget what is cached. False when a second attempt cannot differ. */
  forget(): boolean;
}

export function fixedCredentials(userName: string, credentials: Credentials): CredentialSource {
  return { userName, read: () => Promise.resolve(credentials), forget: () => false };
}

/** Bound service account tokens are replaced in their file before they expire, so the file is read again each minute. */
export function tokenFileCredentials(path: string, clock: Clock): CredentialSource & { readonly ready: Promise<void> } {
  let cached: { readonly token: string; readonly readAt: number } | undefined;
  let userName = "";
  const read = async (): Promise<Credentials> => {
    if (cached === undefined || clock.now() - cached.readAt > 60_000) {
      cached = { token: (await readFile(path, "utf8")).trim(), readAt: clock.now() };
      userName = tokenSubject(cached.token) ?? userName;
    }
    return { authorization: `Bearer ${cached.token}` };
  };
  return {
    get userName() {
      return userName;
    },
    read,
    forget: () => {
      cached = undefined;
      return true;
    },
    ready: read().then(() => undefined),
  };
}

/** The subject a JSON Web Token names, unverified; undefined for other tokens. */
export function tokenSubject(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      readonly sub?: unknown;
    };
    return typeof claims.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}

/** The common name of a PEM certificate: what Kubernetes takes as the user. */
export function certificateUser(certificate: string): string | undefined {
  try {
    const subject = new X509Certificate(certificate).subject;
    return subject
      .split("\n")
      .find((line) => line.startsWith("CN="))
      ?.slice(3);
  } catch {
    return undefined;
  }
}
