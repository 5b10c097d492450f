import { expect, it } from "vitest";
import { firstPortOf } from "./up-cluster.ts";

it("clusters of two state directories begin to look for a port at different places", () => {
  const ports = ["/srv/one", "/srv/two", "/srv/three"].map((directory) => firstPortOf(directory));
  expect(new Set(ports).size).toBe(3);
  for (const port of ports) expect(port).toBeGreaterThan(16443);
});

it("the machine's own clusters begin at 16443", () => {
  expect(firstPortOf(undefined)).toBe(16443);
});
