import { Fault } from "@holdfast/domain";
import { hashPassword } from "@holdfast/operations";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createAttemptLimit } from "./attempt-limit.ts";
import { createSessions } from "./sessions.ts";

const now = () => Date.parse("2026-01-01T00:00:00Z");

async function signInPage() {
  const passwordHash = await hashPassword("right");
  let checks = 0;
  const credentials = {
    read: () => {
      checks += 1;
      return Promise.resolve({ passwordHash, sessionKey: Buffer.alloc(32) });
    },
  };
  const sessions = createSessions({ credentials, attempts: createAttemptLimit(), now });
  const app = new Hono();
  app.onError((error, call) => call.text(error instanceof Fault ? error.code : "bug"));
  app.post("/", async (call) => {
    await sessions.signIn(call, await call.req.text(), "one");
    return call.text("signed in");
  });
  const tryOne = async (body: string) => (await app.request("/", { method: "POST", body })).text();
  return { tryOne, checks: () => checks };
}

function tally(answers: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...new Set(answers)].map((one) => [one, answers.filter((other) => other === one).length]));
}

describe("signing in", () => {
  it("tries five wrong passwords of a hundred that are sent at once", async () => {
    const page = await signInPage();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => page.tryOne(`wrong ${index}`)));
    expect(tally(answers)).toEqual({ "wrong-password": 5, "too-many-attempts": 95 });
    expect(page.checks()).toBe(5);
  }, 60_000);

  it("refuses more than ten at once, right ones too, and takes them afterwards", async () => {
    const page = await signInPage();
    const answers = await Promise.all(Array.from({ length: 12 }, () => page.tryOne("right")));
    expect(tally(answers)).toEqual({ "signed in": 10, "too-many-attempts": 2 });
    expect(await page.tryOne("right")).toBe("signed in");
  }, 60_000);
});
