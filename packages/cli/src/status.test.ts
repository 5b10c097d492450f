import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { applicationType } from "@holdfast/operations";
import { describe, expect, it } from "vitest";
import type { Cli, CommandInput } from "./command.ts";
import { connect } from "./connect.ts";
import { reportError } from "./report-error.ts";
import command from "./status.ts";

const spec = { id: "i", slug: "guestbook", title: "Guestbook", namespaces: ["guestbook"], sequence: 1 };
const guestbook = {
  apiVersion: "holdfast.dev/v1alpha1",
  kind: "Application",
  metadata: { name: "guestbook", namespace: "guestbook" },
  spec: { ...spec, versionLabel: "1", publicKey: "k" },
};

/** What the command printed in a cluster without Velero, and the code it would end with. */
async function run(
  objects: readonly (typeof guestbook)[],
  atLeast?: string,
): Promise<{ readonly printed: readonly string[]; readonly exitCode: number }> {
  const printed: string[] = [];
  const output: Cli["output"] = {
    format: "json",
    interactive: false,
    result: (value) => void printed.push(JSON.stringify(value)),
    table: () => undefined,
    note: () => undefined,
    warn: () => undefined,
    write: () => undefined,
    confirm: () => Promise.resolve(false),
    choose: () => Promise.resolve(undefined),
  };
  const signal = new AbortController().signal;
  const globals = { output: "json", quiet: false } as const;
  const connected = connect({ globals, output, signal, environment: {}, report: () => undefined });
  const kubernetes = createFakeClient({ types: [applicationType], objects });
  const context = {
    kubernetes,
    clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
    randomId: (length: number) => "0".repeat(length),
    requestedBy: "tester",
    version: "0.1.0",
    consoleNamespace: "holdfast",
    signal,
    report: () => undefined,
  };
  const cli: Cli = {
    ...connected,
    kubernetes: () => Promise.resolve(kubernetes),
    context: () => Promise.resolve(context),
  };
  const input: CommandInput = {
    args: [],
    text: (option) => (option === "at-least" ? atLeast : undefined),
    texts: () => [],
    flag: () => false,
    count: () => undefined,
  };
  try {
    await command.run(cli, input);
    return { printed, exitCode: 0 };
  } catch (error) {
    return { printed, exitCode: (await reportError(error, "json", false)).exitCode };
  }
}

describe("holdfast status", () => {
  it("answers with 0 whatever the answer is", async () => {
    const { printed, exitCode } = await run([guestbook]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed[0] ?? "")).toMatchObject({ worst: "unknown", applications: [{ slug: "guestbook" }] });
  });

  it("ends with 9 when a script asked for more, and prints the answer all the same", async () => {
    const asked = await run([guestbook], "rollback-only");
    expect(asked.exitCode).toBe(9);
    expect(asked.printed).toHaveLength(1);
    expect((await run([guestbook], "unknown")).exitCode).toBe(0);
    expect((await run([], "safe")).exitCode).toBe(0);
  });

  it("knows the levels only", async () => {
    expect(await run([], "fine")).toEqual({ printed: [], exitCode: 2 });
  });
});
