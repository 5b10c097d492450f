import { describe, expect, it } from "vitest";

import { ApiError } from "../api-error.ts";
import { decodeWatchLine } from "./watch-line.ts";

const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", resourceVersion: "7" } };
const decode = (type: string, content: object): unknown =>
  decodeWatchLine(JSON.stringify({ type, object: content }), "watch configmaps");

describe("a line of a watch", () => {
  it("is a change with its object", () => {
    expect(decode("ADDED", object)).toEqual({ kind: "added", object });
    expect(decode("MODIFIED", object)).toEqual({ kind: "modified", object });
    expect(decode("DELETED", object)).toEqual({ kind: "deleted", object });
  });

  it("is a bookmark with nothing but a resourceVersion", () => {
    expect(decode("BOOKMARK", object)).toEqual({ kind: "bookmark", resourceVersion: "7" });
  });

  it("is thrown as Expired when the resourceVersion is gone, whichever word the server uses", () => {
    for (const reason of ["Expired", "Gone"]) {
      const status = { kind: "Status", code: 410, reason, message: "too old resource version: 5 (9)" };
      expect(() => decode("ERROR", status)).toThrow(
        expect.objectContaining({ reason: "Expired", status: 410, message: "too old resource version: 5 (9)" }),
      );
    }
  });

  it("is thrown with the server's own reason for any other error", () => {
    const status = { kind: "Status", code: 500, message: "etcd is away" };
    expect(() => decode("ERROR", status)).toThrow(ApiError);
    expect(() => decode("ERROR", status)).toThrow(
      expect.objectContaining({ reason: "InternalError", request: "watch configmaps" }),
    );
  });
});
