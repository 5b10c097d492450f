import { Fault } from "@holdfast/domain";
import { verifyPassword } from "@holdfast/operations";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { CredentialStore } from "./credentials.ts";
import { readSession, signSession } from "./session-token.ts";
import type { Session } from "./session-token.ts";

export interface Sessions {
  /** Sets the cookie. Faults: wrong-password, too-many-attempts, holdfast-not-installed. */
  signIn(call: Context, password: string, address: string): Promise<Session>;
  signOut(call: Context): void;
  /** The session of the request's cookie. Faults: not-signed-in. */
  require(call: Context): Promise<Session>;
  /** Lets only requests with a session through, and moves the session on. */
  middleware(): MiddlewareHandler;
}

export interface SessionOptions {
  readonly credentials: CredentialStore;
  readonly attempts: AttemptLimit;
  readonly now: () => number;
}

const cookieName = "holdfast-session";
const lifetimeMilliseconds = 12 * 3_600_000;
/** A session that is used is written anew at most this often. */
const renewMilliseconds = 600_000;
/** Sign-ins that may wait for their turn, the one that is being checked among them. */
const mostQueued = 10;
/** About what a full queue takes. */
const queueSeconds = 5;
/** There is one account. */
const user = "admin";

export function createSessions({ credentials, attempts, now }: SessionOptions): Sessions {
  const inTurn = oneAtATime();

  async function find(call: Context): Promise<Session | undefined> {
    const token = getCookie(call, cookieName);
    if (token === undefined) return undefined;
    return readSession(token, (await credentials.read()).sessionKey, now());
  }

  async function start(call: Context): Promise<Session> {
    const { sessionKey } = await credentials.read();
    const session: Session = { user, expiresAt: now() + lifetimeMilliseconds };
    setCookie(call, cookieName, signSession(session, sessionKey), cookieOptions(call));
    return session;
  }

  function refuseWhenTooMany(address: string): void {
    const wait = attempts.waitSeconds(address, now());
    if (wait > 0) throw tooMany(wait);
  }

  async function check(password: string, address: string): Promise<void> {
    // Those before it in the queue may have used the attempts up.
    refuseWhenTooMany(address);
    const { passwordHash } = await credentials.read();
    if (!(await verifyPassword(password.trim(), passwordHash))) {
      attempts.failed(address, now());
      throw wrongPassword();
    }
    attempts.succeeded(address);
  }

  async function require(call: Context): Promise<Session> {
    const session = await find(call);
    if (session !== undefined) return session;
    throw new Fault("not-signed-in", "You are not signed in, or your session is over", { remedy: "Sign in" });
  }

  return {
    async signIn(call, password, address) {
      refuseWhenTooMany(address);
      await inTurn(() => check(password, address));
      return start(call);
    },
    signOut(call) {
      deleteCookie(call, cookieName, cookieOptions(call));
    },
    require,
    middleware: () => async (call, next) => {
      const session = await require(call);
      if (session.expiresAt - now() < lifetimeMilliseconds - renewMilliseconds) await start(call);
      await next();
    },
  };
}

/**
 * A check takes 32 MiB: many at once would take the server's memory, and many that wait would be tried although the
 * attempts are used up, and keep the owner out. Faults: too-many-attempts, when too many wait.
 */
function oneAtATime(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let queued = 0;
  return (work) => {
    if (queued >= mostQueued) return Promise.reject(tooMany(queueSeconds));
    queued += 1;
    const next = last.then(work).finally(() => {
      queued -= 1;
    });
    last = next.catch(() => undefined);
    return next;
  };
}

function cookieOptions(call: Context) {
  const secure = call.req.header("x-forwarded-proto") === "https";
  return { httpOnly: true, sameSite: "Strict", path: "/", secure, maxAge: lifetimeMilliseconds / 1000 } as const;
}

function wrongPassword(): Fault {
  return new Fault("wrong-password", "The password is not right", {
    remedy: "Type the one that was printed at install, or run `holdfast console reset-password` for a new one",
  });
}

function tooMany(seconds: number): Fault {
  return new Fault("too-many-attempts", "Too many sign-ins were tried", {
    reason: `the next attempt is possible in ${seconds} s`,
    remedy: `Wait ${seconds} seconds and try again`,
  });
}
