import { describe, expect, it } from "vitest";
import { compareVersions } from "./compare-versions.ts";
import { chooseConsoleImage } from "./console-image.ts";

const image = "registry.example.com:5000/tools/holdfast:0.3.0";

describe("the image of a restored console", () => {
  it("is the backup's own when this program has the same version", () => {
    const facts = { image, backedUpVersion: "0.3.0", version: "0.3.0" };
    expect(chooseConsoleImage(facts)).toEqual({ image, version: "0.3.0", from: "backup" });
  });

  it("is the one that was given, for a registry of one's own", () => {
    const facts = { image, backedUpVersion: "0.2.0", version: "0.3.0", wanted: "mirror/holdfast@sha256:1" };
    expect(chooseConsoleImage(facts)).toMatchObject({ image: "mirror/holdfast@sha256:1", version: "0.3.0" });
  });

  it("is as new as this program when the backup's is older, so that no older console meets newer definitions", () => {
    const facts = { image, backedUpVersion: "0.3.0", version: "0.4.1" };
    expect(chooseConsoleImage(facts)).toEqual({
      image: "registry.example.com:5000/tools/holdfast:0.4.1",
      version: "0.4.1",
      from: "newer-program",
    });
  });

  it("is asked for when it cannot be told from the backup's", () => {
    for (const odd of ["registry.example.com:5000/holdfast", "holdfast@sha256:12", "holdfast:stable"]) {
      const choose = () => chooseConsoleImage({ image: odd, backedUpVersion: "0.3.0", version: "0.4.0" });
      expect(choose).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    }
  });

  it("is refused to a program that is older than the backup's console, whatever image is given", () => {
    const facts = { image, backedUpVersion: "0.3.0", version: "0.2.9", wanted: image };
    expect(() => chooseConsoleImage(facts)).toThrow(expect.objectContaining({ code: "newer-schema" }));
  });
});

describe("versions", () => {
  it("are compared number by number", () => {
    expect(compareVersions("0.10.0", "0.9.9")).toBeGreaterThan(0);
    expect(compareVersions("v1.2.3", "1.2.3")).toBe(0);
    expect(compareVersions("1.2.3", "1.3.0")).toBeLessThan(0);
    expect(compareVersions("dev", "1.3.0")).toBe(0);
  });
});
