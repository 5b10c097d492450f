import { describe, expect, it } from "vitest";
import { formatBytes, formatProgress, formatSeconds } from "./progress-line.ts";

describe("formatProgress", () => {
  it("weak point 20: says items, bytes and what is left", () => {
    const progress = {
      message: "Backing up guestbook",
      itemsDone: 120,
      itemsTotal: 300,
      bytesDone: 20 * 1024 ** 2,
      bytesTotal: 50 * 1024 ** 2,
    };
    expect(formatProgress(progress, 8)).toBe(
      "Backing up guestbook: 120 of 300 items, 20.0 MiB of 50.0 MiB, about 12 s left",
    );
  });

  it("says no time while too little was seen", () => {
    expect(formatProgress({ message: "Waiting", itemsDone: 1, itemsTotal: 300 }, 60)).toBe("Waiting: 1 of 300 items");
    expect(formatProgress({ message: "Waiting", itemsDone: 200, itemsTotal: 300 }, 1)).toBe(
      "Waiting: 200 of 300 items",
    );
  });
});

describe("formatBytes and formatSeconds", () => {
  it("use the largest unit that fits", () => {
    expect(formatBytes(0)).toBe("0 B");
    expect(formatBytes(1023)).toBe("1023 B");
    expect(formatBytes(1536)).toBe("1.5 KiB");
    expect(formatSeconds(59)).toBe("59 s");
    expect(formatSeconds(61)).toBe("1 min 1 s");
    expect(formatSeconds(7260)).toBe("2 h 1 min");
  });
});
