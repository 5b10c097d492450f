import { describe, expect, it } from "vitest";
import { matchesGlob } from "./glob.ts";

describe("matchesGlob", () => {
  it.each([
    ["secrets", "secrets"],
    ["*", "deployments.apps"],
    ["*.apps", "deployments.apps"],
    ["guest?ook", "guestbook"],
    ["[ab]pp", "app"],
    ["[!b]pp", "app"],
    ["{web,db}-*", "db-1"],
    [String.raw`\*`, "*"],
  ])("%s matches %s", (pattern, text) => {
    expect(matchesGlob(pattern, text)).toBe(true);
  });

  it.each([
    ["secret", "secrets"],
    ["*.apps", "deploymentsxapps"],
    ["[!a]pp", "app"],
    ["{web,db}", "web,db"],
    ["[z-a]", "z"],
    ["{web", "web"],
  ])("%s does not match %s", (pattern, text) => {
    expect(matchesGlob(pattern, text)).toBe(false);
  });
});
