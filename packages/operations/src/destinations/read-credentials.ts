import { Fault } from "@holdfast/domain";
import type { DestinationCredentials } from "./destination-wish.ts";

/**
 * Credentials from a file: AWS's own format ("[default]", aws_access_key_id = …), JSON with accessKeyId and
 * secretAccessKey, or, when the key id is known already, the secret alone. The content appears in no message.
 */
export function readCredentials(content: string, accessKeyId: string | undefined): DestinationCredentials {
  const text = content.trim();
  const found = text.startsWith("{") ? fromJson(text) : fromIni(text);
  const id = accessKeyId ?? found.id;
  const secret = found.secret ?? (accessKeyId !== undefined && /^\S+$/.test(text) ? text : undefined);
  if (id !== undefined && secret !== undefined && id !== "" && secret !== "")
    return { accessKeyId: id, secretAccessKey: secret };
  throw new Fault("invalid-argument", "The credentials file does not hold what is needed", {
    reason: id === undefined ? "it names no access key id" : "it names no secret access key",
    remedy:
      "Give a file with aws_access_key_id = … and aws_secret_access_key = …, or the secret alone together with --access-key-id",
  });
}

interface Found {
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

function fromJson(text: string): Found {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const field = (name: string) => (typeof value[name] === "string" ? value[name] : undefined);
    return { id: field("accessKeyId"), secret: field("secretAccessKey") };
  } catch {
    return { id: undefined, secret: undefined };
  }
}

/** Only the profile "default", or what stands before any profile. */
function fromIni(text: string): Found {
  const section = /^\s*\[default\]\s*$([^[]*)/m.exec(text)?.[1] ?? (text.includes("[") ? "" : text);
  const field = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, "mi").exec(section)?.[1];
  return { id: field("aws_access_key_id"), secret: field("aws_secret_access_key") };
}
