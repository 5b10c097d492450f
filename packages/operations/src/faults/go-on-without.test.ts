import { Fault } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";
import { describe, expect, it } from "vitest";
import { goOnWithout } from "./go-on-without.ts";

async function run(error: Error, signal = new AbortController().signal): Promise<readonly string[]> {
  const said: string[] = [];
  const report = ({ message }: { readonly message: string }): void => void said.push(message);
  const fail = (): never => {
    throw error;
  };
  await goOnWithout({ signal, report }, "the report", async () => fail());
  return said;
}

describe("what is not worth failing for", () => {
  it("is reported when it fails, and the work goes on", async () => {
    expect(await run(new Fault("artefact-unreadable", "It cannot be read."))).toEqual([
      "Going on without the report: It cannot be read.",
    ]);
    expect(await run(new SyntaxError("Unexpected end of JSON input"))).toHaveLength(1);
  });

  it("is tried again when the API server is away or the work was stopped", async () => {
    const away = new ApiError({ reason: "Unreachable", status: 0, message: "away", request: "get" });
    await expect(run(away)).rejects.toBe(away);
    const stopped = new Fault("lost-record", "Somebody else drives.");
    await expect(run(stopped, AbortSignal.abort())).rejects.toBe(stopped);
  });
});
