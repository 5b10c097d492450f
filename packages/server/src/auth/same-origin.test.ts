import { describe, expect, test } from "vitest";
import { refuseOrigin } from "./same-origin.ts";

const own = { marked: true, origin: "http://127.0.0.1:8080", host: "127.0.0.1:8080", site: "same-origin" };

describe("a request that changes something", () => {
  test("is accepted from the console's own address", () => {
    expect(refuseOrigin(own)).toBeUndefined();
  });

  test("is accepted from a program, which sends no Origin, when it carries the header", () => {
    expect(refuseOrigin({ marked: true, origin: undefined, host: "holdfast:8080", site: undefined })).toBeUndefined();
  });

  test.each([
    ["has no header", { ...own, marked: false }],
    ["comes from another site", { ...own, origin: "https://elsewhere.example" }],
    ["comes from another port", { ...own, origin: "http://127.0.0.1:9090" }],
    ["has an opaque origin", { ...own, origin: "null" }],
    ["is said to be cross-site by the browser", { ...own, origin: undefined, site: "cross-site" }],
  ])("is refused when it %s", (_case, request) => {
    expect(refuseOrigin(request)).toBeTypeOf("string");
  });
});
