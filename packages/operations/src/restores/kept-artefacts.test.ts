import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { keepArtefacts } from "./kept-artefacts.ts";

const minute = 60_000;

function store(text: string) {
  let opened = 0;
  return {
    open: () => {
      opened += 1;
      return Promise.resolve(Readable.from([Buffer.from(text)]));
    },
    opened: () => opened,
  };
}

async function textOf(stream: Readable | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

function* breakingOff(): Generator<Uint8Array> {
  yield Buffer.from("con");
  throw new Error("reset");
}

const breaking = () => Promise.resolve(Readable.from(breakingOff()));

it("what was made of the same content is made once, and of a third content anew", async () => {
  const kept = keepArtefacts({ now: () => 0 });
  let made = 0;
  const make = () => Promise.resolve((made += 1));
  for (const digest of ["one", "two", "one", "three", "three"]) await kept.parsed(digest, make);
  expect(made).toBe(3);
  expect(await kept.parsed("one", make)).toBe(4);
});

describe("artefacts that were read", () => {
  it("are asked of the store once, and again after a while", async () => {
    let now = 0;
    const kept = keepArtefacts({ now: () => now });
    const { open, opened } = store("contents");
    for (let time = 0; time < 3; time += 1) expect(await textOf(await kept.read("uid-1", open))).toBe("contents");
    expect(opened()).toBe(1);
    now = 11 * minute;
    expect(await textOf(await kept.read("uid-1", open))).toBe("contents");
    expect(opened()).toBe(2);
  });

  it("are those of the same backup alone", async () => {
    const kept = keepArtefacts({ now: () => 0 });
    await textOf(await kept.read("uid-1", store("old").open));
    expect(await textOf(await kept.read("uid-2", store("new").open))).toBe("new");
  });

  it("are not kept without a key, and not when they broke off or were not read to their end", async () => {
    const kept = keepArtefacts({ now: () => 0 });
    const { open, opened } = store("contents");
    await textOf(await kept.read(undefined, open));
    await textOf(await kept.read(undefined, open));
    expect(opened()).toBe(2);
    await expect(kept.read("uid-1", breaking).then(textOf)).rejects.toThrow("reset");
    expect(await textOf(await kept.read("uid-1", open))).toBe("contents");
    expect(await kept.read("uid-3", () => Promise.resolve(undefined))).toBeUndefined();
    expect(await textOf(await kept.read("uid-3", open))).toBe("contents");
  });
});
