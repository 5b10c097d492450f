import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/**
 * The console's password: made and printed once at install, kept only as an scrypt hash in the Secret
 * `holdfast-console-password` of the console's namespace, under the key `hash`.
 */
export const passwordSecretName = "holdfast-console-password";
export const passwordSecretKey = "hash";

/** 2^15 rounds of 8 blocks: 32 MiB and about a tenth of a second for each attempt. */
const cost = { N: 32_768, r: 8, p: 1 } as const;
const keyBytes = 32;
const saltBytes = 16;

/** Twenty lower-case letters and digits in groups of five: some 103 bits. */
export function newPassword(randomId: (length: number) => string): string {
  return Array.from({ length: 4 }, () => randomId(5)).join("-");
}

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. Two calls give two hashes. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await deriveKey(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** False for a wrong password and for a hash that is not one of ours. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parsed = parseHash(hash);
  if (parsed === undefined) return false;
  const key = await deriveKey(password, parsed.salt, parsed.cost);
  return timingSafeEqual(key, parsed.key);
}

function parseHash(hash: string): { readonly cost: Cost; readonly salt: Buffer; readonly key: Buffer } | undefined {
  const [scheme, N, r, p, salt, key] = hash.split("$");
  if (scheme !== "scrypt" || salt === undefined || key === undefined) return undefined;
  const parsed = {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
  const plausible = Object.values(parsed.cost).every(
    (value) => Number.isSafeInteger(value) && value > 0 && value <= 1 << 20,
  );
  return plausible && parsed.key.length === keyBytes ? parsed : undefined;
}

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

function deriveKey(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
