import { describe, expect, it } from "vitest";
import { parsePodCommand } from "./try-pod-command.ts";

describe("a command for a pod", () => {
  it("names a workload, perhaps a container, and what the shell runs", () => {
    expect(parsePodCommand("seed", "deployment/notes: echo a: b > /notes/x")).toEqual({
      workload: "deployment/notes",
      command: ["/bin/sh", "-c", "echo a: b > /notes/x"],
    });
    expect(parsePodCommand("seed", 'statefulset/db/postgres:["psql", "-c", "select 1"]')).toEqual({
      workload: "statefulset/db",
      container: "postgres",
      command: ["psql", "-c", "select 1"],
    });
  });

  it.each(["", "echo hello", "deployment/notes:", "deployment/: ls", "/notes: ls"])("is refused as %j", (text) => {
    expect(() => parsePodCommand("probe", text)).toThrow(/--probe takes KIND/);
  });
});
