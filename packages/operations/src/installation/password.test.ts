import { describe, expect, test } from "vitest";
import { hashPassword, newPassword, verifyPassword } from "./password.ts";

describe("the console's password", () => {
  test("is accepted by its own hash and by no other", async () => {
    const hash = await hashPassword("abcde-fghij");
    expect(await verifyPassword("abcde-fghij", hash)).toBe(true);
    expect(await verifyPassword("abcde-fghik", hash)).toBe(false);
    expect(await verifyPassword("", hash)).toBe(false);
  });

  test("is not readable in its hash, and two hashes of it differ", async () => {
    const [first, second] = await Promise.all([hashPassword("abcde"), hashPassword("abcde")]);
    expect(first).not.toContain("abcde");
    expect(first).not.toBe(second);
  });

  test.each(["", "plain", "scrypt$0$8$1$c2FsdA$a2V5", "scrypt$32768$8$1$c2FsdA$a2V5", "scrypt$x$8$1$$"])(
    "is refused by what is not a hash of ours: %j",
    async (hash) => {
      expect(await verifyPassword("abcde", hash)).toBe(false);
    },
  );

  test("has four groups of five characters", () => {
    expect(newPassword((length) => "x".repeat(length))).toBe("xxxxx-xxxxx-xxxxx-xxxxx");
  });
});
