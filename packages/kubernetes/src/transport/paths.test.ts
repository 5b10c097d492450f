import { describe, expect, it } from "vitest";

import { deployments, namespaces, secrets } from "../resource-types.ts";
import { collectionPath, objectPath, requestWords, withQuery } from "./paths.ts";

describe("a request path", () => {
  it("is below /api for the core group and below /apis for the others", () => {
    expect(collectionPath(secrets, "a")).toBe("/api/v1/namespaces/a/secrets");
    expect(collectionPath(deployments)).toBe("/apis/apps/v1/deployments");
    expect(objectPath(namespaces, { name: "a" }, "finalize")).toBe("/api/v1/namespaces/a/finalize");
  });

  it("ignores a namespace given for a cluster-scoped type", () => {
    expect(objectPath(namespaces, { name: "a", namespace: "b" })).toBe("/api/v1/namespaces/a");
  });

  it("cannot be led elsewhere by a name", () => {
    expect(objectPath(secrets, { name: "../x?y", namespace: "a/b" })).toBe(
      "/api/v1/namespaces/a%2Fb/secrets/..%2Fx%3Fy",
    );
  });

  it("is refused for a namespaced object without a namespace", () => {
    expect(() => objectPath(secrets, { name: "x" })).toThrow("without a namespace");
  });

  it("repeats a parameter that has several values and leaves out the undefined", () => {
    expect(withQuery("/x", { command: ["sh", "-c"], stdin: undefined, tty: false })).toBe(
      "/x?command=sh&command=-c&tty=false",
    );
  });

  it("is told in words with the object it is for", () => {
    expect(requestWords("create", secrets, { name: "x", namespace: "a" })).toBe("create secrets a/x");
    expect(requestWords("list", secrets, { namespace: "" })).toBe("list secrets");
  });
});
