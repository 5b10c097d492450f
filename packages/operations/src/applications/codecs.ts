import { createHash } from "node:crypto";
import type { Codecs } from "@holdfast/domain";

/** Text forms by the platform. Decoding refuses what is not exactly that. */
export const codecs: Codecs = {
  decodeUtf8(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return undefined;
    }
  },
  encodeBase64: (text) => Buffer.from(text).toString("base64"),
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  decodeBase64(text) {
    const compact = text.replaceAll(/\s/gu, "");
    const bytes = Buffer.from(compact, "base64");
    return bytes.toString("base64") === compact ? codecs.decodeUtf8(bytes) : undefined;
  },
};
