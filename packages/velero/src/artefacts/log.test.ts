import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLogLine } from "./log-line.ts";

describe("a line of Velero's log", () => {
  it("is read field by field", () => {
    const line = parseLogLine(
      'time="2026-11-21T10:00:00Z" level=warning msg="no such \\"pod\\"" backup=velero/x logSource="pkg/a.go:1" error="a\\nb"',
    );
    expect(line).toEqual({
      time: "2026-11-21T10:00:00Z",
      level: "warning",
      message: 'no such "pod"',
      fields: { backup: "velero/x", logSource: "pkg/a.go:1", error: "a\nb" },
    });
  });

  it("is read from JSON as well", () => {
    expect(parseLogLine('{"level":"error","msg":"broken","time":"t","name":"db-0"}')).toEqual({
      time: "t",
      level: "error",
      message: "broken",
      fields: { name: "db-0" },
    });
  });

  it("is kept whole when it is neither", () => {
    expect(parseLogLine("panic: out of cheese")).toEqual({
      level: "unknown",
      message: "panic: out of cheese",
      fields: {},
    });
  });

  it("gives back any text that was quoted", () => {
    assert(
      property(string({ unit: "grapheme" }), (text) => {
        expect(parseLogLine(`level=info msg=${JSON.stringify(text)}`).message).toBe(text);
      }),
    );
  });
});
