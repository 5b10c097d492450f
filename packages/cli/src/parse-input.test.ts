import { expect, it } from "vitest";
import type { CommandInput, CommandSpec } from "./command.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { parseInput } from "./parse-input.ts";

const spec: CommandSpec = {
  summary: "A command",
  options: [["--no-wait", "return at once"], ["--yes", "do not ask"], driverOption],
  run: () => Promise.resolve(),
};

function given(...rest: readonly string[]): CommandInput {
  const parsed = parseInput("test", spec, rest);
  if (parsed.kind !== "run") throw new Error("help was shown");
  return parsed.input;
}

it.each([
  ["no-wait", "--no-wait"],
  ["yes", "--yes"],
])("the flag %s is set when %s is given, and only then", (name, option) => {
  expect(given().flag(name)).toBe(false);
  expect(given(option).flag(name)).toBe(true);
});

it("only cli may be named as the driver", () => {
  expect(chosenDriver(given())).toEqual({});
  expect(chosenDriver(given("--driver", "cli"))).toEqual({ driver: "cli" });
  expect(() => chosenDriver(given("--driver", "typo"))).toThrow(expect.objectContaining({ code: "invalid-argument" }));
});
