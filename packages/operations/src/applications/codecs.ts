import type { Codecs } from "@holdfast/domain";

/** UTF-8 and base64 by the platform. Both refuse what is not exactly that. */
export const codecs: Codecs = {
  decodeUtf8(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return undefined;
    }
  },
  decodeBase64(text) {
    const compact = text.replaceAll(/\s/gu, "");
    const bytes = Buffer.from(compact, "base64");
    return bytes.toString("base64") === compact ? codecs.decodeUtf8(bytes) : undefined;
  },
};
