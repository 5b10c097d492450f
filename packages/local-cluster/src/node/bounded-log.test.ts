import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openBoundedLog } from "./bounded-log.ts";

const directory = mkdtempSync(join(tmpdir(), "holdfast-log-"));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("a log", () => {
  it("keeps the newest lines in two files and never more", () => {
    const path = join(directory, "a.log");
    const log = openBoundedLog(path, 10);
    for (const line of ["one 4567\n", "two 4567\n", "three 67\n"]) log.write(line);
    log.close();
    expect(readFileSync(path, "utf8")).toBe("three 67\n");
    expect(readFileSync(`${path}.1`, "utf8")).toBe("two 4567\n");
  });
});
