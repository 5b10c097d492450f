import { Fault } from "@holdfast/domain";
import { expect, test } from "vitest";
import { Gathering } from "./gather.ts";

const throwing = (reason: Error) => () => Promise.reject(reason);

test("what cannot be read is named with its reason, whatever was thrown, and the rest is gathered", async () => {
  const gathering = new Gathering(new AbortController().signal);
  await gathering.take("a log", throwing(new DOMException("it took too long", "TimeoutError")));
  await gathering.take("a list", throwing(new Fault("deadline-passed", "No address.", { reason: "Velero is down." })));
  await gathering.take("a check", throwing(new TypeError("undefined is no object")));
  await gathering.facts("versions", () => Promise.resolve({ holdfast: "1" }));
  expect(gathering.result()).toEqual({
    parts: [{ kind: "facts", path: "versions.json", value: { holdfast: "1" } }],
    notRead: [
      { what: "a log", reason: "TimeoutError: it took too long" },
      { what: "a list", reason: "No address (Velero is down)" },
      { what: "a check", reason: "TypeError: undefined is no object" },
    ],
  });
});

test("a gathering that is ended does not go on without its parts", async () => {
  const ending = new AbortController();
  const gathering = new Gathering(ending.signal);
  ending.abort();
  await expect(gathering.take("a log", throwing(new Error("ended")))).rejects.toThrow("ended");
});
