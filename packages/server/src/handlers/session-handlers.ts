import type { Handlers, SessionView } from "@holdfast/api";
import type { Session } from "../auth/session-token.ts";
import type { HandlerParts } from "./handler-parts.ts";

type SessionHandlers = Pick<Handlers, "signIn" | "showSession" | "signOut">;

export function sessionHandlers({ sessions, version, addressOf }: HandlerParts): SessionHandlers {
  const view = ({ user, expiresAt }: Session): SessionView => ({
    user,
    expiresAt: new Date(expiresAt).toISOString(),
    version,
  });
  return {
    signIn: async ({ password }, call) => view(await sessions.signIn(call, password, addressOf(call))),
    showSession: async (call) => view(await sessions.require(call)),
    signOut(call) {
      sessions.signOut(call);
      return Promise.resolve();
    },
  };
}
