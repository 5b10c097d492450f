import { describe, expect, it } from "vitest";
import { diagnose, diagnosisRules } from "./diagnose.ts";
import { hookStatements } from "./evidence.ts";
import type { Evidence, Statement, StatementSource } from "./evidence.ts";
import type { FindingCode } from "./finding.ts";

const names = { veleroNamespace: "velero", deployment: "velero", nodeAgent: "node-agent", location: "default" };

function evidence(...statements: readonly Statement[]): Evidence {
  return { of: { kind: "backup", name: "m-1" }, statements, names };
}

function said(source: StatementSource, text: string): Statement {
  return { source, where: "somewhere", text };
}

describe("what Velero and Kubernetes say", () => {
  it.each<[FindingCode, StatementSource, string]>([
    [
      "wrong-credentials",
      "location",
      "rpc error: code = Unknown desc = operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: , api error InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    ],
    [
      "wrong-credentials",
      "location",
      "api error SignatureDoesNotMatch: The request signature we calculated does not match",
    ],
    [
      "bucket-missing",
      "location",
      "rpc error: code = Unknown desc = operation error S3: ListObjectsV2, https response error StatusCode: 404, RequestID: , HostID: , NoSuchBucket: ",
    ],
    ["foreign-directories", "location", "Backup store contains invalid top-level directories: [photos]"],
    [
      "clock-skew",
      "location",
      "https response error StatusCode: 403, api error RequestTimeTooSkewed: The difference between the request time and the server's time is too large.",
    ],
    [
      "store-refuses",
      "failure",
      "rpc error: code = Unknown desc = error putting object backups/m-1/velero-backup.json: operation error S3: PutObject, https response error StatusCode: 403, api error AccessDenied: Access Denied",
    ],
    ["store-refuses", "volume", "error to initialize repository: unable to write format blob: Access Denied."],
    ["store-full", "volume", "operation error S3: PutObject, api error QuotaExceeded"],
    ["store-unreachable", "location", "dial tcp 10.96.1.2:9000: connect: connection refused"],
    [
      "store-certificate",
      "location",
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ],
    ["files-missing", "volume", "error running backup: repository not initialized in the provided storage"],
    ["repository-password", "repository", "error to connect backup repo: invalid repository password"],
    ["repository-not-ready", "error", "backup repository is not ready: error to connect to backup repo"],
    ["node-agent-missing", "error", "daemonset pod not found in running state in node node-1"],
    [
      "node-agent-not-ready",
      "node-agent",
      "node agent on node node-1 is not Ready: container node-agent: CrashLoopBackOff",
    ],
    ["out-of-memory", "pod", "container node-agent was ended: OOMKilled, exit code 137"],
    ["out-of-memory", "volume", "data path backup failed: "],
    ["mover-cannot-start", "volume", "timeout on preparing PVB"],
    [
      "mover-cannot-start",
      "volume",
      "found a PVB velero/x with expose error: Container x in Pod velero/x is in pull image failed with reason ErrImageNeverPull. mark it as cancel",
    ],
    ["volume-timed-out", "error", "timed out waiting for all PodVolumeBackups to complete"],
    [
      "file-changed",
      "volume",
      "data path backup failed: Error when processing data/tmp: unable to open file: open /x: no such file or directory",
    ],
    [
      "velero-restarted",
      "failure",
      'found a backup with status "InProgress" during the server starting, mark it as "Failed"',
    ],
    ["hook-failed", "error", "command terminated with exit code 1"],
    ["hook-timed-out", "error", "timed out after 2s"],
    ["hook-timed-out", "error", "timed out after 1h0m0s"],
    ["volume-timed-out", "error", "Error backing up item pods/db-0: timed out after 12h0m0s"],
    ["post-hooks-not-run", "error", "failed to wait PVBs processed for the ItemBlock"],
  ])("means %s when a %s says: %s", (code, source, text) => {
    const [finding, ...others] = diagnose(evidence(said(source, text)));
    expect(finding).toMatchObject({ code, evidence: [`somewhere: ${text.trim()}`] });
    expect(others).toEqual([]);
    expect(finding?.remedy.length).toBeGreaterThan(0);
  });

  it("is said to be unknown when no rule knows it, with the first things that were said", () => {
    const lines = Array.from({ length: 8 }, (_, index) => said("error", `gremlin ${index}`));
    expect(diagnose(evidence(...lines))).toMatchObject([
      {
        code: "unknown",
        safeToIgnore: "unknown",
        evidence: [...[0, 1, 2, 3, 4].map((index) => `somewhere: gremlin ${index}`), "and 3 more like these"],
      },
    ]);
  });

  it("is one finding for each cause, however often it is said", () => {
    const found = diagnose(
      evidence(
        said("error", "command terminated with exit code 1"),
        said("hook", "hook failed: x"),
        said("error", "gremlin"),
      ),
    );
    expect(found.map(({ code }) => code)).toEqual(["hook-failed", "unknown"]);
  });

  it("is nothing when nothing is wrong", () => {
    expect(diagnose(evidence())).toEqual([]);
    expect(diagnose(evidence(said("warning", "something was skipped")))).toEqual([]);
  });
});

describe("hooks as evidence", () => {
  const run = {
    kind: "pre",
    source: "spec",
    name: "dump",
    place: { kind: "pod", namespace: "shop", pod: "db-0" },
    output: { kind: "known", stdout: "", stderr: "starting\nno such table\n" },
  } as const;

  it("are those that did not succeed, with the last line that they wrote", () => {
    const failed = { ...run, outcome: { kind: "failed", exitCode: 1, error: "exit code 1" } } as const;
    expect(hookStatements([{ ...run, outcome: { kind: "succeeded" } }, failed])).toEqual([
      {
        source: "hook",
        where: "pre hook dump in shop/db-0",
        text: "hook failed: exit code 1; it wrote last: no such table",
      },
    ]);
  });
});

describe("every rule", () => {
  it.each(diagnosisRules.map((rule) => [rule.code, rule] as const))(
    "has a cause, a remedy and an answer: %s",
    (_, rule) => {
      const remedy = rule.remedy(names, { kind: "restore", name: "r" });
      expect(rule.cause).toMatch(/\.$/);
      expect(rule.ignoring).toMatch(/\.$/);
      for (const line of remedy) expect(line).toMatch(/[.]$/);
      expect(remedy.length).toBeGreaterThan(0);
    },
  );
});
