import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { commandReference } from "./reference.ts";

it("docs/cli.md says what the commands' help says (npm run cli-reference writes it)", async () => {
  expect(await readFile("docs/cli.md", "utf8")).toBe(await commandReference());
});
