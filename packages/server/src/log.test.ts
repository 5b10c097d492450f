import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function logged(fields: object): string {
  let text = "";
  createLog("info", { write: (line) => (text += line) }).info(fields, "something happened");
  return text;
}

test("a log line is one JSON object with a level in words", () => {
  expect(JSON.parse(logged({ operation: "o-1" }))).toMatchObject({
    level: "info",
    operation: "o-1",
    msg: "something happened",
  });
});

test("no password, token, cookie or Secret's data reaches the log", () => {
  const line = logged({
    password: "s3cret",
    headers: { cookie: "s3cret", authorization: "s3cret" },
    object: { kind: "Secret", data: { key: "s3cret" }, nested: { token: "s3cret" } },
  });
  expect(line).not.toContain("s3cret");
});
