import type { PodCommand } from "./try-pod-command.ts";
import type { Ended, Self } from "./try-run-self.ts";

export interface Trial {
  readonly release: string;
  readonly slug: string;
  readonly versionLabel: string;
  readonly license: string;
  readonly cluster: string;
  readonly kubernetesVersion?: string;
  /** KEY=VALUE */
  readonly values: readonly string[];
  /** Tar files. */
  readonly images: readonly string[];
  readonly veleroImage: string;
  readonly pluginImage: string;
  readonly seed?: PodCommand;
  readonly probe?: PodCommand;
  readonly keep: boolean;
}

interface StageOutcome {
  readonly result: "passed" | "failed";
  readonly details: readonly string[];
}

export interface TrialReport {
  readonly slug: string;
  readonly versionLabel: string;
  readonly passed: boolean;
  /** Present when it is kept. */
  readonly cluster?: string;
  readonly stages: readonly {
    readonly stage: string;
    readonly result: StageOutcome["result"] | "skipped";
    readonly seconds: number;
    readonly details: readonly string[];
  }[];
}

export interface Stage {
  readonly name: string;
  /** A failure is reported and the next stage is run all the same. */
  readonly goesOn: boolean;
  readonly run: () => Promise<StageOutcome>;
}

export interface TrialTools {
  readonly self: Self;
  /** Puts Holdfast's definitions into the cluster: without a server the command line does the work. */
  readonly define: (kubeconfig: string) => Promise<void>;
}

/** The stages of a trial in their order; nearly each is a command that a person could type. */
export function tryStages(
  trial: Trial,
  { self, define }: TrialTools,
): { readonly work: readonly Stage[]; cleanUp(): Promise<void> } {
  const { slug, cluster } = trial;
  const state: { kubeconfig?: string; backup?: string } = {};
  const here = (...args: readonly string[]) => self.run(args, state);
  const probes = (name: string) => optional(trial.probe, (probe) => stage(name, () => inPod(self, trial, probe)));
  const work = [
    stage("cluster", () => clusterUp(self, trial, state)),
    ...optional(trial.images[0], () => stage("images", () => passed(loadImages(self, trial)))),
    stage("velero", () => passed(here("velero", "install", ...veleroImages(trial)))),
    stage("destination", () => passed(here("destination", "set", "internal"))),
    stage("definitions", async () => {
      await define(state.kubeconfig ?? "");
      return { result: "passed", details: [] };
    }),
    stage("install", () => passed(here("app", "install", trial.release, ...installOptions(trial)))),
    ...optional(trial.seed, (seed) => stage("seed", () => inPod(self, trial, seed))),
    ...probes("probe before the backup"),
    stage("coverage", async () => judgeCoverage(await here("backup", "coverage", "--app", slug, "-o", "json")), true),
    stage("backup", async () =>
      keepBackup(await here("backup", "create", "--app", slug, "--wait", "-o", "json"), state),
    ),
    stage("what the backup holds", async () =>
      judgeHeld(await here("backup", "show", state.backup ?? "", "-o", "json")),
    ),
    stage("destroy", () => passed(here("app", "remove", slug, "--delete-data", "--yes"))),
    stage("restore", () =>
      passed(here("restore", "create", "--from-backup", state.backup ?? "", "--app", slug, "--yes")),
    ),
    stage("ready", async () => judgeReady(await here("app", "show", slug, "-o", "json"))),
    ...probes("probe after the restore"),
  ];
  const cleanUp = async () => {
    await self.run(["cluster", "down", "--name", cluster], { always: true });
  };
  return { work, cleanUp };
}

function stage(name: string, run: () => Promise<StageOutcome>, goesOn = false): Stage {
  return { name, run, goesOn };
}

function optional<Value>(value: Value | undefined, make: (value: Value) => Stage): readonly Stage[] {
  return value === undefined ? [] : [make(value)];
}

async function clusterUp(self: Self, trial: Trial, state: { kubeconfig?: string }): Promise<StageOutcome> {
  const version = trial.kubernetesVersion === undefined ? [] : ["--kubernetes-version", trial.kubernetesVersion];
  const ended = await self.run(["cluster", "up", "--name", trial.cluster, "--disposable", ...version, "-o", "json"]);
  if (ended.code === 0) state.kubeconfig = (JSON.parse(ended.stdout) as { readonly kubeconfig: string }).kubeconfig;
  return outcomeOf(ended);
}

function loadImages(self: Self, { cluster, images }: Trial): Promise<Ended> {
  return self.run(["cluster", "load-image", "--name", cluster, ...images]);
}

function veleroImages({ veleroImage, pluginImage }: Trial): readonly string[] {
  return ["--image", veleroImage, "--plugin-image", pluginImage];
}

function installOptions({ license, values }: Trial): readonly string[] {
  return ["--license", license, ...values.flatMap((value) => ["--set", value])];
}

async function inPod(self: Self, { cluster, slug }: Trial, pod: PodCommand): Promise<StageOutcome> {
  const container = pod.container === undefined ? [] : ["--container", pod.container];
  const exec = ["kubectl", "--namespace", slug, "exec", pod.workload, ...container, "--", ...pod.command];
  return passed(self.run(["cluster", "exec", "--name", cluster, "--", ...exec]));
}

async function keepBackup(ended: Ended, state: { backup?: string }): Promise<StageOutcome> {
  if (ended.code === 0) state.backup = (JSON.parse(ended.stdout) as { readonly name: string }).name;
  return outcomeOf(ended);
}

interface CoverageView {
  readonly findings: readonly { readonly level: string; readonly subject: string; readonly message: string }[];
}

/** Serious: data that the backup will not hold. A warning is shown and passes. */
function judgeCoverage(ended: Ended): StageOutcome {
  if (ended.code !== 0) return outcomeOf(ended);
  const findings = (JSON.parse(ended.stdout) as readonly CoverageView[]).flatMap((one) => one.findings);
  const serious = findings.some(({ level }) => level === "serious");
  const details = findings
    .filter(({ level }) => level !== "note")
    .map(({ level, subject, message }) => `${level}: ${subject}: ${message}`);
  return { result: serious ? "failed" : "passed", details };
}

interface HeldView {
  readonly details: readonly {
    readonly held: {
      readonly kind: string;
      readonly value?: readonly {
        readonly name: string;
        readonly expected?: boolean;
        readonly outcome: { readonly kind: string; readonly reason?: string };
      }[];
    };
  }[];
}

function judgeHeld(ended: Ended): StageOutcome {
  if (ended.code !== 0) return outcomeOf(ended);
  const { details } = JSON.parse(ended.stdout) as HeldView;
  if (details.some(({ held }) => held.kind !== "known"))
    return { result: "failed", details: ["What the backup holds could not be read"] };
  const volumes = details.flatMap(({ held }) => held.value ?? []);
  const missing = volumes.filter(({ expected, outcome }) => expected === true && outcome.kind === "not-held");
  const kept = volumes.length - missing.length;
  if (missing.length === 0) return { result: "passed", details: [`${kept} volumes looked at, none is missing`] };
  return {
    result: "failed",
    details: missing.map(({ name, outcome }) => `${name} is missing: ${outcome.reason ?? ""}`),
  };
}

function judgeReady(ended: Ended): StageOutcome {
  if (ended.code !== 0) return outcomeOf(ended);
  const { state } = JSON.parse(ended.stdout) as {
    readonly state: { readonly kind: string; readonly reasons?: readonly string[] };
  };
  return { result: state.kind === "ready" ? "passed" : "failed", details: state.reasons ?? [] };
}

async function passed(running: Promise<Ended>): Promise<StageOutcome> {
  return outcomeOf(await running);
}

/** Of a failed command its words; of one that ended well nothing. */
function outcomeOf({ code, stdout, stderr }: Ended): StageOutcome {
  if (code === 0) return { result: "passed", details: [] };
  const said = [...stderr.trim().split("\n"), ...stdout.trim().split("\n")].filter((line) => line !== "");
  return { result: "failed", details: [`exit code ${code}`, ...said.slice(-lastLines)] };
}

const lastLines = 12;
