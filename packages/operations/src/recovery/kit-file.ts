import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { Fault } from "@holdfast/domain";

/**
 * The file of a recovery kit: JSON, its content encrypted with AES-256-GCM under a key that scrypt makes of a
 * passphrase. docs/formats/recovery-kit.md describes it so that it can be opened without Holdfast.
 */
interface KitFile {
  readonly holdfastRecoveryKit: number;
  /** RFC 3339; readable without the passphrase. */
  readonly createdAt: string;
  readonly kdf: {
    readonly name: "scrypt";
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  readonly cipher: { readonly name: "aes-256-gcm"; readonly nonce: string };
  /** Base64 of the encrypted content and the 16 bytes of its tag. */
  readonly content: string;
}

const formatVersion = 1;
/** 128 MiB and about half a second for each attempt. */
const cost = { N: 131_072, r: 8, p: 1 } as const;
const keyBytes = 32;
const nonceBytes = 12;
const saltBytes = 16;
const tagBytes = 16;
/** A kit is a few KiB; what is larger is something else. */
const largestText = 1024 * 1024;
const shortestPassphrase = 12;

/** Faults: invalid-argument, when the passphrase is too short. */
export async function sealKit(content: string, passphrase: string, createdAt: string): Promise<string> {
  if (passphrase.length < shortestPassphrase) {
    throw new Fault("invalid-argument", `The passphrase has fewer than ${shortestPassphrase} characters.`, {
      reason: "Who gets hold of the file can try passphrases for as long as they like.",
      remedy: "Take a longer one, such as five random words, and keep it apart from the file.",
    });
  }
  const kdf = { name: "scrypt", ...cost, salt: randomBytes(saltBytes).toString("base64") } as const;
  const cipher = { name: "aes-256-gcm", nonce: randomBytes(nonceBytes).toString("base64") } as const;
  const header = { holdfastRecoveryKit: formatVersion, createdAt, kdf, cipher };
  const sealing = createCipheriv(cipher.name, await keyOf(passphrase, kdf), Buffer.from(cipher.nonce, "base64"));
  sealing.setAAD(Buffer.from(JSON.stringify(header)));
  const bytes = Buffer.concat([sealing.update(content, "utf8"), sealing.final(), sealing.getAuthTag()]);
  return `${JSON.stringify({ ...header, content: bytes.toString("base64") }, null, 2)}\n`;
}

/** Faults: invalid-argument (no kit, or of a newer format), wrong-password (or the file was changed). */
export async function openKit(text: string, passphrase: string): Promise<string> {
  const { content, ...header } = parseFile(text);
  const bytes = Buffer.from(content, "base64");
  const opening = createDecipheriv(
    header.cipher.name,
    await keyOf(passphrase, header.kdf),
    Buffer.from(header.cipher.nonce, "base64"),
  );
  opening.setAAD(Buffer.from(JSON.stringify(header)));
  opening.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    const open = [opening.update(bytes.subarray(0, bytes.length - tagBytes)), opening.final()];
    return Buffer.concat(open).toString("utf8");
  } catch (error) {
    throw new Fault("wrong-password", "The recovery kit cannot be opened.", {
      reason: "The passphrase is wrong, or the file was changed.",
      remedy: "Give the passphrase that it was made with; a copy of the file may be intact.",
      cause: error,
    });
  }
}

/** Only the known fields in the known order: they are what the tag is over. */
function parseFile(text: string): KitFile {
  const file = parseJson(text) as Partial<KitFile> | undefined;
  const version = file?.holdfastRecoveryKit;
  if (typeof version === "number" && version > formatVersion) {
    throw new Fault(
      "invalid-argument",
      `The recovery kit has the format ${version}; this program knows ${formatVersion}.`,
      {
        remedy: "Use the Holdfast program that made it, or a newer one.",
      },
    );
  }
  const { createdAt, kdf, cipher, content } = file ?? {};
  if (version !== formatVersion || !isSound(kdf) || cipher?.name !== "aes-256-gcm") throw noKit();
  if (typeof cipher.nonce !== "string" || typeof createdAt !== "string" || typeof content !== "string") throw noKit();
  if (Buffer.from(content, "base64").length < tagBytes || Buffer.from(cipher.nonce, "base64").length !== nonceBytes) {
    throw noKit();
  }
  const { name, N, r, p, salt } = kdf;
  return {
    holdfastRecoveryKit: version,
    createdAt,
    kdf: { name, N, r, p, salt },
    cipher: { name: cipher.name, nonce: cipher.nonce },
    content,
  };
}

/** A file may not make this program take all memory there is. */
function isSound(kdf: KitFile["kdf"] | undefined): kdf is KitFile["kdf"] {
  if (kdf?.name !== "scrypt" || typeof kdf.salt !== "string") return false;
  const { N, r, p } = kdf;
  const whole = [N, r, p].every((value) => Number.isSafeInteger(value) && value > 0);
  return whole && N <= 1 << 20 && (N & (N - 1)) === 0 && r <= 16 && p <= 4;
}

function parseJson(text: string): unknown {
  try {
    return text.length > largestText ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noKit(): Fault {
  return new Fault("invalid-argument", "The file is no recovery kit.", {
    remedy: "Give a file that `holdfast recovery kit export` wrote.",
  });
}

function keyOf(passphrase: string, { N, r, p, salt }: KitFile["kdf"]): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC"), Buffer.from(salt, "base64"), keyBytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
