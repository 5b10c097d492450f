import { redactText, type ChannelSecrets } from "@holdfast/domain";

const limit = 400;

/** Why a message was not taken, for a person: no stack, and none of the channel's secrets, whoever said it. */
export function failureText(error: unknown, secrets: ChannelSecrets): string {
  const text = error instanceof Error ? error.message : String(error);
  const known = Object.values(secrets).flatMap(partsOf);
  return redactText(text.replaceAll(/\s+/gu, " "), { known }).slice(0, limit);
}

/** Of an address the path is the secret: its host is no news. */
function partsOf(secret: string): readonly string[] {
  if (!URL.canParse(secret)) return [secret];
  const { pathname, search, username, password } = new URL(secret);
  const parts = [pathname, search, username, password, ...pathname.split("/"), ...search.split(/[?&=]/u)];
  return [secret, `${pathname}${search}`, ...parts];
}
