import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { linesOf } from "./lines.ts";

async function split(chunks: readonly Uint8Array[]): Promise<readonly string[]> {
  const lines: string[] = [];
  async function* arrive(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  for await (const line of linesOf(arrive())) lines.push(line);
  return lines;
}

/** Cuts bytes at the given places, in order. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index, all) => bytes.subarray(all[index - 1] ?? 0, end));
}

describe("linesOf", () => {
  it("gives the same lines however the bytes are cut, also inside a character", async () => {
    const line = fc.string({ unit: fc.constantFrom("a", " ", "é", "語", "😀", "\0") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 5 }),
        fc.array(fc.nat(50), { maxLength: 8 }),
        async (lines, places) => {
          const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
          expect(await split(cut(bytes, places))).toEqual(lines);
        },
      ),
    );
  });

  it("gives a last line without an end, but no empty line after the last end", async () => {
    await expect(split([Buffer.from("a\nb")])).resolves.toEqual(["a", "b"]);
    await expect(split([Buffer.from("a\n")])).resolves.toEqual(["a"]);
    await expect(split([])).resolves.toEqual([]);
  });

  it("takes the carriage return off a Windows line end", async () => {
    await expect(split([Buffer.from("a\r"), Buffer.from("\nb\r\n")])).resolves.toEqual(["a", "b"]);
  });
});
