import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runProgram } from "./run-program.ts";

test("a program that is ended takes along what it has started, also what does not listen", async () => {
  const directory = await mkdtemp(join(tmpdir(), "run-program-"));
  const file = join(directory, "pid");
  const ending = new AbortController();
  const deaf = `trap "" TERM; echo $$ > ${file}; while :; do sleep 0.1; done`;
  const running = runProgram("sh", ["-c", `sh -c '${deaf}' & wait`], { stdout: "keep", signal: ending.signal });
  const started = () => readFile(file, "utf8").catch(() => "");
  await expect.poll(started, { timeout: 15_000 }).toMatch(/^\d+\n$/);
  const pid = Number(await started());
  ending.abort();
  expect((await running).code).not.toBe(0);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  await rm(directory, { recursive: true });
});

test("lines of a program with a prefix begin with it, those of its stderr too", async () => {
  const written: string[] = [];
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const { code } = await runProgram("sh", ["-c", "echo one; echo two >&2; printf three"], { prefix: "real | " });
  stdout.mockRestore();
  expect(code).toBe(0);
  expect(written.toSorted()).toEqual(["real | one\n", "real | three\n", "real | two\n"]);
});
