import type { HookRun } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { collectHookRuns } from "./hook-runs.ts";
import { parseLogLine } from "./log-line.ts";

/** As Velero 1.18.3 writes it, without the fields that are not read. */
class BackupLog {
  readonly #lines: string[] = [];

  collect(...items: readonly string[]): this {
    for (const item of items) this.#info(`adding ${item} to ItemBlock`);
    return this.#info(`Backing Up Item Block including ${items[0] ?? ""} (${items.length} items in block)`);
  }

  item(resource: string, place: string): this {
    const [namespace = "", name = ""] = place.split("/");
    this.#lines.push(`level=info msg="Backing up item" name=${name} namespace=${namespace} resource=${resource}`);
    return this;
  }

  start(phase: "pre" | "post", command: string, source = "annotation"): this {
    return this.#hook(phase, { source, command, message: "running exec hook" });
  }

  end(phase: "pre" | "post", command: string, stdout = "", source = "annotation"): this {
    this.#hook(phase, { source, command, message: `stdout: ${stdout}` });
    return this.#hook(phase, { source, command, message: "stderr: " });
  }

  error(phase: "pre" | "post", error: string, source = "annotation"): this {
    this.#lines.push(
      `time="2026-11-21T11:45:41Z" level=error msg="Error executing hook" error=${JSON.stringify(error)} hookPhase=${phase} hookSource=${source} hookType=exec`,
    );
    return this;
  }

  preFailedIn(pod: string): this {
    this.#lines.push(`level=error msg="Error running pre hooks for pod" error=x name=${pod}`);
    return this;
  }

  read(): Promise<readonly HookRun[]> {
    return collectHookRuns(this.#lines.map(parseLogLine));
  }

  #hook(phase: string, { source, command, message }: Readonly<Record<"source" | "command" | "message", string>>): this {
    const name = source === "annotation" ? "<from-annotation>" : "freeze";
    this.#lines.push(
      `time="2026-11-21T11:45:22Z" level=info msg=${JSON.stringify(message)} hookCommand="[${command}]" hookContainer=c hookName="${name}" hookOnError=Fail hookPhase=${phase} hookSource=${source} hookTimeout="{30s}" hookType=exec`,
    );
    return this;
  }

  #info(message: string): this {
    this.#lines.push(`level=info msg=${JSON.stringify(message)} backup=velero/b`);
    return this;
  }
}

function places(runs: readonly HookRun[]): readonly string[] {
  return runs.map(({ kind, place }) => `${kind} ${place.kind === "pod" ? place.pod : place.kind}`);
}

describe("the hooks in a backup's log", () => {
  it("carry container, command, times, output, exit code and the pod that the log's order tells", async () => {
    const runs = await new BackupLog()
      .collect("pods vt/box", "persistentvolumeclaims vt/data")
      .collect("pods vt/other")
      .start("pre", "sh -c dump")
      .end("pre", "sh -c dump", "hello\n")
      .item("pods", "vt/box")
      .item("persistentvolumeclaims", "vt/data")
      .start("post", "sh -c exit 3")
      .end("post", "sh -c exit 3")
      .error("post", "command terminated with exit code 3")
      .item("pods", "vt/other")
      .read();
    expect(runs).toEqual([
      {
        kind: "pre",
        source: "annotation",
        name: "<from-annotation>",
        place: { kind: "pod", namespace: "vt", pod: "box" },
        container: "c",
        command: "[sh -c dump]",
        timeout: "30s",
        onError: "Fail",
        startedAt: "2026-11-21T11:45:22Z",
        endedAt: "2026-11-21T11:45:22Z",
        output: { kind: "known", stdout: "hello\n", stderr: "" },
        outcome: { kind: "succeeded" },
      },
      expect.objectContaining({
        place: { kind: "pod", namespace: "vt", pod: "box" },
        endedAt: "2026-11-21T11:45:41Z",
        outcome: { kind: "failed", exitCode: 3, error: "command terminated with exit code 3" },
      }),
    ]);
  });

  it("are told apart when one pod has several", async () => {
    const runs = await new BackupLog()
      .collect("pods vt/box")
      .start("pre", "first", "spec")
      .end("pre", "first", "1", "spec")
      .start("pre", "second", "spec")
      .end("pre", "second", "2", "spec")
      .error("pre", "command terminated with exit code 1", "spec")
      .item("pods", "vt/box")
      .read();
    expect(runs.map(({ command, output, outcome }) => ({ command, output, kind: outcome.kind }))).toEqual([
      { command: "[first]", output: { kind: "known", stdout: "1", stderr: "" }, kind: "succeeded" },
      { command: "[second]", output: { kind: "known", stdout: "2", stderr: "" }, kind: "failed" },
    ]);
    expect(places(runs)).toEqual(["pre box", "pre box"]);
  });

  it("that ran into their time-out have no output, and it is said why", async () => {
    const [run] = await new BackupLog().start("pre", "sleep").error("pre", "timed out after 2s").read();
    expect(run?.outcome).toEqual({ kind: "timed-out", error: "timed out after 2s" });
    expect(run?.output).toMatchObject({ kind: "missing", reason: expect.stringContaining("may still run") as string });
  });

  it("that Velero could not begin are hooks of their own, not the failure of the one before", async () => {
    const runs = await new BackupLog()
      .collect("pods vt/box")
      .start("pre", "first", "spec")
      .end("pre", "first", "", "spec")
      .error("pre", 'no such container: "gone"', "spec")
      .item("pods", "vt/box")
      .read();
    expect(runs.map(({ outcome }) => outcome.kind)).toEqual(["succeeded", "failed"]);
    expect(places(runs)).toEqual(["pre box", "pre box"]);
  });

  it("of pods that are backed up together are given to them in order, when each has one of its own", async () => {
    const log = new BackupLog().collect("pods vt/a", "persistentvolumeclaims vt/shared", "pods vt/b");
    const runs = await log
      .start("pre", "x")
      .error("pre", "command terminated with exit code 1")
      .start("pre", "y")
      .end("pre", "y")
      .preFailedIn("a")
      .item("pods", "vt/a")
      .item("pods", "vt/b")
      .start("post", "z")
      .end("post", "z")
      .read();
    expect(places(runs)).toEqual(["pre a", "pre b", "post b"]);
  });

  it("of pods that are backed up together are said to be in one of them, when the order does not tell", async () => {
    const log = new BackupLog().collect("pods vt/a", "pods vt/b").start("pre", "x", "spec").end("pre", "x", "", "spec");
    const [run] = await log.item("pods", "vt/a").read();
    expect(run?.place).toEqual({
      kind: "one-of",
      pods: [
        { namespace: "vt", pod: "a" },
        { namespace: "vt", pod: "b" },
      ],
    });
  });

  it("are given to no pod when several workers wrote the log", async () => {
    const log = new BackupLog().collect("pods vt/a").collect("pods vt/b").start("pre", "x").item("pods", "vt/b");
    const runs = await log.end("pre", "x").item("pods", "vt/a").read();
    expect(runs[0]?.place).toMatchObject({ kind: "unknown" });
  });

  it("of an ended pod are said not to have run", async () => {
    const line = parseLogLine(
      'level=info msg="Pod entered phase Succeeded before some post-backup exec hooks ran" hookContainer=c hookName=h hookPhase=pre hookSource=spec hookType=exec',
    );
    expect(await collectHookRuns([line])).toMatchObject([
      { name: "h", outcome: { kind: "not-run", reason: "the pod had entered phase Succeeded" } },
    ]);
  });

  it("carry the pod that Velero until 1.15 names", async () => {
    const fields = "hookSource=spec hookType=exec hookPhase=pre name=db-0 namespace=shop";
    const lines = [
      `level=info msg="running exec hook" ${fields} hookName=a`,
      `level=error msg="Error executing hook" ${fields} error=x`,
    ];
    expect(await collectHookRuns(lines.map(parseLogLine))).toMatchObject([
      { place: { kind: "pod", namespace: "shop", pod: "db-0" }, outcome: { kind: "failed", error: "x" } },
    ]);
  });
});

describe("the hooks in a restore's log", () => {
  const fields = "hookSource=annotation hookType=exec hookPhase=post pod=vt/box restore=velero/r";

  it("carry the pod that the line names", async () => {
    const run = `${fields} hookName="<from-annotation>" hookContainer=c hookCommand="[load]"`;
    const lines = [
      `level=info msg="running exec hook" ${run}`,
      `level=info msg="stdout: ok" ${run}`,
      `level=info msg="stderr: " ${run}`,
    ];
    expect(await collectHookRuns(lines.map(parseLogLine), "restore")).toMatchObject([
      { kind: "restore-exec", place: { kind: "pod", namespace: "vt", pod: "box" }, outcome: { kind: "succeeded" } },
    ]);
  });

  it.each([
    ["hook load in container c in pod vt/box not executed: context deadline exceeded", "context deadline exceeded"],
    ["Pod vt/box does not have container c: discarding post-restore exec hooks", "the pod has no container c"],
  ])("that did not run say so: %s", async (message, reason) => {
    const line = parseLogLine(
      `level=error msg=${JSON.stringify(message)} hookSource=annotation hookType=exec hookPhase=post`,
    );
    expect(await collectHookRuns([line], "restore")).toMatchObject([
      { container: "c", place: { kind: "pod", namespace: "vt", pod: "box" }, outcome: { kind: "not-run", reason } },
    ]);
  });
});
