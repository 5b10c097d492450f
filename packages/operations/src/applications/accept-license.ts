import { readFile } from "node:fs/promises";
import { Fault, decideLicense, isExpired, readLicense } from "@holdfast/domain";
import type { SignedLicense } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { signatures } from "./signatures.ts";

/** Reads a license file; says nothing about who signed it. Faults: invalid-argument, invalid-license. */
export async function loadLicense(path: string): Promise<SignedLicense> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new Fault("invalid-argument", `The license ${path} cannot be read.`, {
      reason: error instanceof Error ? error.message : String(error),
      remedy: "Give the path of the license file as the vendor sent it.",
      cause: error,
    });
  }
  return parseLicense(path, text);
}

/** Faults: invalid-license, with everything that is wrong. */
export function parseLicense(file: string, text: string): SignedLicense {
  const reading = readLicense(file, text);
  if (reading.kind === "read") return reading.signed;
  throw new Fault("invalid-license", "The license is refused.", {
    reason: reading.problems.join("\n"),
    remedy: "Use the file as the vendor sent it.",
    where: file,
  });
}

export interface PresentedLicense {
  readonly signed: SignedLicense;
  readonly application: string;
  readonly publicKey: string;
  readonly stored: SignedLicense | undefined;
}

/** Faults: invalid-license, untrusted-key, license-replayed. */
export function acceptLicense(presented: PresentedLicense): SignedLicense {
  const decision = decideLicense(presented, signatures);
  if (decision.kind === "accepted") return presented.signed;
  throw new Fault(decision.code, decision.message, { remedy: decision.remedy });
}

/** A new installation needs a license that has not expired. Faults: not-entitled. */
export function requireUnexpired(context: Context, { license }: SignedLicense): void {
  if (!isExpired(license, context.clock.now())) return;
  throw new Fault("not-entitled", `The license expired at ${license.expires ?? ""}.`, {
    reason: "An expired license does not start a new installation.",
    remedy: "Ask the vendor for a renewed license. Restoring from a backup stays possible.",
  });
}

/** The key of another vendor, or a changed one. Faults: untrusted-key. */
export function requireTrustedKey(pinned: string, presented: string, trusted: string | undefined): void {
  if (pinned === presented) return;
  const keyId = signatures.keyId(presented);
  if (trusted === keyId) return;
  throw new Fault(
    "untrusted-key",
    "The release comes with another key than the one this application was installed with.",
    {
      reason: `Pinned is ${signatures.keyId(pinned)}; the release has ${keyId}.`,
      remedy: `Ask the vendor, by another way than the one the release came by, whether the key was changed. If so: --trust-key ${keyId}`,
    },
  );
}
