import { describe, expect, it } from "vitest";
import { resolveCommand } from "./resolve-command.ts";

const names = [
  "backup create",
  "backup list",
  "app config set",
  "app list",
  "install",
  "console",
  "console reset-password",
];

describe("resolveCommand", () => {
  it("takes the longest name the words spell", () => {
    expect(resolveCommand(["app", "config", "set", "a=b"], names)).toEqual({
      kind: "command",
      name: "app config set",
      rest: ["a=b"],
    });
    expect(resolveCommand(["console", "reset-password"], names)).toMatchObject({ name: "console reset-password" });
    expect(resolveCommand(["console", "--quiet"], names)).toMatchObject({ name: "console", rest: ["--quiet"] });
  });

  it("hands options that stand before the words on, with their values", () => {
    expect(resolveCommand(["--kubeconfig", "list", "backup", "list", "-q"], names)).toEqual({
      kind: "command",
      name: "backup list",
      rest: ["--kubeconfig", "list", "-q"],
    });
  });

  it("shows a group's help when the words stop at the group", () => {
    expect(resolveCommand(["backup"], names)).toEqual({ kind: "help", prefix: "backup" });
    expect(resolveCommand(["backup", "--help"], names)).toEqual({ kind: "help", prefix: "backup" });
    expect(resolveCommand([], names)).toEqual({ kind: "help", prefix: "" });
  });

  it("names near commands for an unknown one", () => {
    expect(resolveCommand(["backup", "remove"], names)).toEqual({
      kind: "unknown",
      words: "backup remove",
      candidates: ["backup create", "backup list"],
    });
  });

  it("does not read an argument as a command word", () => {
    expect(resolveCommand(["backup", "list", "create"], names)).toMatchObject({
      name: "backup list",
      rest: ["create"],
    });
  });
});
