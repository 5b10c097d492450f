// The metadata shim has to be loaded before the certificate library; that library throws without it.
import "reflect-metadata";

import { generateKeyPairSync, KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A certificate and its private key, both PEM; the key is PKCS#8. */
export interface CertifiedKey {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The pair the API server signs service account tokens with. */
export interface SigningKeys {
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

export interface ServingRequest {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

/** Kubernetes reads the user name from the common name and the groups from the organizations. */
export interface ClientRequest {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const;
const validityYears = 10;

/** The key type as the types at hand have it: Node's and the browser's declare it differently. */
type PrivateKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

export async function createAuthority(commonName: string): Promise<CertifiedKey> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm,
    ...validity(),
    serialNumber: serialNumber(),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return certifiedKey(certificate, keys.privateKey);
}

export async function issueServing(authority: CertifiedKey, request: ServingRequest): Promise<CertifiedKey> {
  const names: x509.JsonGeneralNames = [
    ...request.dnsNames.map((value) => ({ type: "dns", value }) as const),
    ...request.addresses.map((value) => ({ type: "ip", value }) as const),
  ];
  return issue(authority, {
    subject: [{ CN: [request.commonName] }],
    usage: x509.ExtendedKeyUsage.serverAuth,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  });
}

export async function issueClient(authority: CertifiedKey, request: ClientRequest): Promise<CertifiedKey> {
  const organizations = request.organizations ?? [];
  // Each organization is a name part of its own: Kubernetes takes every one of them as a group.
  const subject: Record<string, string[]>[] = organizations.map((organization) => ({ O: [organization] }));
  return issue(authority, {
    subject: [...subject, { CN: [request.commonName] }],
    usage: x509.ExtendedKeyUsage.clientAuth,
    extensions: [],
  });
}

export function createSigningKeys(): SigningKeys {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { publicKeyPem: publicKey, privateKeyPem: privateKey };
}

interface Issue {
  readonly subject: Record<string, string[]>[];
  readonly usage: x509.ExtendedKeyUsage;
  readonly extensions: readonly x509.Extension[];
}

async function issue(authority: CertifiedKey, request: Issue): Promise<CertifiedKey> {
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: request.subject,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await readPrivateKey(authority.privateKeyPem),
    signingAlgorithm,
    ...validity(),
    serialNumber: serialNumber(),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([request.usage]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...request.extensions,
    ],
  });
  return certifiedKey(certificate, keys.privateKey);
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  // An hour back: virtual machines that slept wake with a clock behind.
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validityYears);
  return { notBefore, notAfter };
}

function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Positive and never zero, as DER asks of a serial number.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}

async function readPrivateKey(pem: string): Promise<PrivateKey> {
  const der = x509.PemConverter.decodeFirst(pem);
  return crypto.subtle.importKey("pkcs8", der, keyAlgorithm, false, ["sign"]);
}

function certifiedKey(certificate: x509.X509Certificate, key: PrivateKey): CertifiedKey {
  return {
    certificatePem: `${certificate.toString("pem")}\n`,
    privateKeyPem: KeyObject.from(key).export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
