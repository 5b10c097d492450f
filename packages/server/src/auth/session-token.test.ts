import { describe, expect, test } from "vitest";
import { readSession, signSession } from "./session-token.ts";

const key = Buffer.alloc(32, 1);
const session = { user: "admin", expiresAt: 2_000 };

describe("a session token", () => {
  test("is read back by any holder of the key", () => {
    expect(readSession(signSession(session, key), key, 1_000)).toEqual(session);
  });

  test("is refused when its time is over", () => {
    expect(readSession(signSession(session, key), key, 2_000)).toBeUndefined();
  });

  test("is refused under another key", () => {
    expect(readSession(signSession(session, key), Buffer.alloc(32, 2), 1_000)).toBeUndefined();
  });

  test("is refused when its content was changed", () => {
    const [, signature] = signSession(session, key).split(".");
    const forged = Buffer.from(JSON.stringify({ ...session, expiresAt: 9_999 })).toString("base64url");
    expect(readSession(`${forged}.${signature ?? ""}`, key, 1_000)).toBeUndefined();
  });

  test.each(["", ".", "a.b", "a.b.c", "not a token"])("is refused when it is %j", (token) => {
    expect(readSession(token, key, 1_000)).toBeUndefined();
  });
});
