import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { troubleshooting } from "./page.ts";

it("docs/troubleshooting.md says what the rules say (npm run troubleshooting writes it)", async () => {
  expect(await readFile("docs/troubleshooting.md", "utf8")).toBe(troubleshooting());
});
