import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Fault, signedContent } from "@holdfast/domain";
import type { License, Signatures, SignedLicense } from "@holdfast/domain";

/** Ed25519 by the platform's OpenSSL. Public keys travel as base64 of their 32 bytes. */
export const signatures: Signatures = {
  keyId: (publicKey) => createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex").slice(0, 16),
  verify(content, signature, publicKey) {
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey, "base64").toString("base64url") },
      format: "jwk",
    });
    return verify(null, Buffer.from(content), key, Buffer.from(signature, "base64"));
  },
};

export interface VendorKeys {
  /** PKCS #8 PEM. Secret. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly keyId: string;
}

export function generateVendorKeys(): VendorKeys {
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = publicKeyOf(privateKey);
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { privateKey: pem, publicKey, keyId: signatures.keyId(publicKey) };
}

/** Faults: invalid-argument when the PEM is no Ed25519 private key. */
export function signLicense(license: License, privateKeyPem: string): SignedLicense {
  const key = readPrivateKey(privateKeyPem);
  const value = sign(null, Buffer.from(signedContent(license)), key).toString("base64");
  return { license, signature: { algorithm: "Ed25519", keyId: signatures.keyId(publicKeyOf(key)), value } };
}

/** The public key of a PEM private key. Faults: invalid-argument. */
export function publicKeyOfPem(privateKeyPem: string): string {
  return publicKeyOf(readPrivateKey(privateKeyPem));
}

function readPrivateKey(pem: string): KeyObject {
  const remedy = "Give the file that `holdfast vendor keygen` wrote.";
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // OpenSSL's message says nothing more, and its input is secret.
    throw new Fault("invalid-argument", "The file holds no private key in PEM form.", { remedy });
  }
  throw new Fault("invalid-argument", "The private key is no Ed25519 key.", { remedy });
}

function publicKeyOf(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return Buffer.from(x ?? "", "base64url").toString("base64");
}
