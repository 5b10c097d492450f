import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { collectHookExecutions } from "./hook-executions.ts";
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

describe("hook executions in a log", () => {
  const fields = "hookSource=backupSpec hookType=exec hookPhase=pre name=db-0 namespace=shop";
  const run = `${fields} hookName=dump hookContainer=db hookCommand="[pg_dump shop]"`;

  it("carry their output", async () => {
    const [execution] = await collectHookExecutions(
      [
        `time="t" level=info msg="running exec hook" ${run}`,
        `level=info msg="stdout: dumped\\n" ${run}`,
        `level=info msg="stderr: " ${run}`,
      ].map(parseLogLine),
    );
    expect(execution).toEqual({
      hook: "dump",
      phase: "pre",
      namespace: "shop",
      pod: "db-0",
      container: "db",
      command: "[pg_dump shop]",
      startTime: "t",
      stdout: "dumped\n",
      stderr: "",
      outcome: { kind: "succeeded" },
    });
  });

  it("carry the error of a hook that failed, and of one that ran into its timeout", async () => {
    const executions = await collectHookExecutions(
      [
        `level=info msg="running exec hook" ${run}`,
        `level=info msg="stdout: " ${run}`,
        `level=info msg="stderr: no such table" ${run}`,
        `level=error msg="Error executing hook" ${fields} error="command terminated with exit code 1"`,
        `level=info msg="running exec hook" ${run}`,
        `level=error msg="Error executing hook" ${fields} error="timed out after 30s"`,
      ].map(parseLogLine),
    );
    expect(executions.map((execution) => execution.outcome)).toEqual([
      { kind: "failed", error: "command terminated with exit code 1" },
      { kind: "failed", error: "timed out after 30s" },
    ]);
  });
});
