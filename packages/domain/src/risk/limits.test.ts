import { expect, it } from "vitest";
import { limitFor, limitSeconds, withLimit } from "./limits.ts";

it("a limit is a whole number of minutes, hours or days", () => {
  expect(limitSeconds("90m")).toBe(5400);
  expect(limitSeconds("24h")).toBe(86_400);
  expect(limitSeconds("7d")).toBe(604_800);
});

it.each(["", "24", "0h", "1.5h", "-1h", "24 h", "1w", "9999999h", "3651d"])("%j is no limit", (text) => {
  expect(() => limitSeconds(text)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
});

it("an own limit comes before the default, and the default before a day", () => {
  const guestbook = { kind: "application", slug: "guestbook" } as const;
  expect(limitFor({}, guestbook)).toEqual({ text: "24h", own: false });
  const all = withLimit({}, { kind: "default" }, "12h");
  expect(limitFor(all, guestbook)).toEqual({ text: "12h", own: false });
  const own = withLimit(all, guestbook, "1h");
  expect(limitFor(own, guestbook)).toEqual({ text: "1h", own: true });
  expect(limitFor(own, { kind: "instance" })).toEqual({ text: "12h", own: false });
  expect(withLimit(own, guestbook, undefined)).toEqual(all);
});

it("a limit that cannot be read is not set", () => {
  expect(() => withLimit({}, { kind: "default" }, "soon")).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});
