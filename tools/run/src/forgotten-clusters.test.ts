import { expect, test } from "vitest";
import { isForgotten } from "./forgotten-clusters.ts";

const alive = (pid: number) => pid === 1;

test("a test's cluster is forgotten when the process that made it is gone", () => {
  expect(["journeys-7", "one-7", "two-7"].filter((name) => isForgotten(name, alive))).toHaveLength(3);
  expect(isForgotten("journeys-1", alive)).toBe(false);
});

test("a cluster that no test made is never forgotten", () => {
  expect(["holdfast", "trial", "one", "my-one-7", "journeys-7x"].filter((name) => isForgotten(name, alive))).toEqual(
    [],
  );
});
