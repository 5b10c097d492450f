import type { FaultCode } from "../fault.ts";
import type { SignedLicense } from "./license.ts";
import { signedContent } from "./read-license.ts";

/** Cryptography comes in as arguments: the domain has none. */
export interface Signatures {
  /** First 16 hexadecimal digits of the SHA-256 of the key's 32 bytes. `publicKey` is their base64. */
  keyId(publicKey: string): string;
  /** Ed25519 over the UTF-8 bytes of the content; false for whatever does not verify. */
  verify(content: string, signature: string, publicKey: string): boolean;
}

export interface LicenseQuestion {
  readonly signed: SignedLicense;
  /** The slug of the application it is presented for. */
  readonly application: string;
  /** The key that is pinned, or at the first install the release's. */
  readonly publicKey: string;
  /** What is stored, if anything. */
  readonly stored: SignedLicense | undefined;
}

export type LicenseDecision =
  | { readonly kind: "accepted"; readonly isNew: boolean }
  | {
      readonly kind: "refused";
      readonly code: Extract<FaultCode, "invalid-license" | "untrusted-key" | "license-replayed">;
      readonly message: string;
      readonly remedy: string;
    };

const askVendor = "Ask the vendor for a license that is issued for this application.";

/** Whether a license may take the place of what is stored. Expiry is not looked at: an expired license is still valid paper. */
export function decideLicense(question: LicenseQuestion, signatures: Signatures): LicenseDecision {
  const { license, signature } = question.signed;
  const keyId = signatures.keyId(question.publicKey);
  if (license.application !== question.application) {
    const message = `The license is for the application ${license.application}, not for ${question.application}.`;
    return { kind: "refused", code: "invalid-license", message, remedy: askVendor };
  }
  if (signature.keyId !== keyId) {
    return {
      kind: "refused",
      code: "untrusted-key",
      message: `The license is signed with the key ${signature.keyId}; the vendor's key of this application is ${keyId}.`,
      remedy:
        "If the vendor has changed the key, it comes with a release: `holdfast app upgrade … --license FILE --trust-key KEYID`. Compare the key with the vendor by another way first.",
    };
  }
  if (!signatures.verify(signedContent(license), signature.value, question.publicKey)) {
    const message = "The license's signature does not fit its content: it was changed after it was signed.";
    return { kind: "refused", code: "invalid-license", message, remedy: "Use the file as the vendor sent it." };
  }
  return question.stored === undefined ? { kind: "accepted", isNew: true } : compareIssues(question, question.stored);
}

function compareIssues({ signed }: LicenseQuestion, stored: SignedLicense): LicenseDecision {
  const newer = signed.license.issue;
  const older = stored.license.issue;
  const sameKey = signed.signature.keyId === stored.signature.keyId;
  if (!sameKey || newer > older) return { kind: "accepted", isNew: true };
  if (newer < older) {
    return {
      kind: "refused",
      code: "license-replayed",
      message: `The license is issue ${newer}; issue ${older} is stored already.`,
      remedy: "An older issue is never taken back. Ask the vendor for the newest one.",
    };
  }
  if (signedContent(signed.license) === signedContent(stored.license)) return { kind: "accepted", isNew: false };
  return {
    kind: "refused",
    code: "license-replayed",
    message: `The license is issue ${newer}, like the stored one, with other content.`,
    remedy: "Ask the vendor to issue it again with a higher issue number.",
  };
}

export type RestoredLicense = "stored" | "from-backup";

/** A restore never rolls a license back: of the same key the higher issue stays, of another key the stored one. */
export function licenseAfterRestore(stored: SignedLicense | undefined, fromBackup: SignedLicense): RestoredLicense {
  if (stored === undefined) return "from-backup";
  const sameKey = stored.signature.keyId === fromBackup.signature.keyId;
  return sameKey && fromBackup.license.issue > stored.license.issue ? "from-backup" : "stored";
}
