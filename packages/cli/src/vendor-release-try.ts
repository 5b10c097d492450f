import { Fault, formatProblem } from "@holdfast/domain";
import { applyDefinitions, lintRelease, readManifests } from "@holdfast/operations";
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { neededText } from "./app-needed-text.ts";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { connect } from "./connect.ts";
import { parsePodCommand } from "./try-pod-command.ts";
import { runSelf } from "./try-run-self.ts";
import { tryStages } from "./try-stages.ts";
import type { Trial, TrialReport } from "./try-stages.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Prove a release: install, seed, back up, destroy, restore and probe it on a cluster of its own",
  help: `For a vendor's own checks before a release goes out. A local cluster is made (Linux and root), the release is installed
and seeded, backed up, removed with all its data, restored from the backup, and probed. The exit code is 0 only when each
stage passed; afterwards the cluster is removed.

It fails too when the backup does not hold all of the application's data: a volume that need not be kept is named in the
pod's annotation backup.velero.io/backup-volumes-excludes.

--seed and --probe are commands in a pod of the release, as KIND/NAME[/CONTAINER]: COMMAND; /bin/sh runs them, or nothing
does when COMMAND is a JSON array of words. The probe has to pass before the backup and after the restore; let it look for
what the seed has written.

  holdfast vendor release try ./notes --license license.yaml \\
    --seed 'deployment/notes: echo hello > /notes/hello.txt' --probe 'deployment/notes: grep -q hello /notes/hello.txt'`,
  arguments: [["<release>", "release directory or .tgz"]],
  options: [
    ["--license <file>", "a license for the release that allows backups"],
    ["--seed <command>", "writes data, once the application is Ready"],
    ["--probe <command>", "looks for the data; exit code 0: it is there"],
    ["--set <key=value>", "config value; may be given several times"],
    ["--image <tar>", "image archive to load into the cluster; may be given several times"],
    ["--name <name>", "name of the cluster (default: one of its own)"],
    ["--kubernetes-version <version>", "of the cluster"],
    ["--velero-image <image>", "image of Velero on the cluster", "localhost/velero:v1.18.3"],
    ["--velero-plugin-image <image>", "image of its plugin", "localhost/velero-plugin-for-aws:v1.14.3"],
    ["--keep", "leave the cluster as it is afterwards"],
  ],
  repeatable: ["set", "image"],
  async run(cli, input) {
    const trial = await readTrial(input);
    const self = runSelf({ signal: cli.signal, say: (line) => cli.output.note(line) });
    const stages = tryStages(trial, { self, define: (kubeconfig) => define(cli, kubeconfig) });
    const report = await carryOutTrial(cli, trial, stages);
    cli.output.result(report, describe);
    if (!report.passed) throw failed(report);
  },
};

async function define({ output, signal, environment }: Cli, kubeconfig: string): Promise<void> {
  const trial = connect({
    globals: { kubeconfig, output: "table", quiet: true },
    output,
    signal,
    environment,
    report: () => undefined,
  });
  try {
    await applyDefinitions(await trial.context(), await readManifests());
  } finally {
    await trial.close();
  }
}

async function readTrial(input: CommandInput): Promise<Trial> {
  const release = String(input.args[0]);
  const linted = await lintRelease(release);
  if (linted.kind === "refused") {
    throw new Fault("invalid-release", `The release has ${linted.problems.length} problem(s)`, {
      reason: linted.problems.map(formatProblem).join("\n"),
      remedy: `See \`holdfast vendor release lint ${basename(release)}\``,
      where: release,
    });
  }
  const { slug, versionLabel } = linted.release.metadata;
  const kubernetesVersion = input.text("kubernetes-version");
  const seed = input.text("seed");
  const probe = input.text("probe");
  return {
    release,
    slug,
    versionLabel,
    license: neededText(input, "license"),
    cluster: input.text("name") ?? `try-${randomBytes(3).toString("hex")}`,
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    values: input.texts("set"),
    images: input.texts("image"),
    veleroImage: neededText(input, "velero-image"),
    pluginImage: neededText(input, "velero-plugin-image"),
    ...(seed === undefined ? {} : { seed: parsePodCommand("seed", seed) }),
    ...(probe === undefined ? {} : { probe: parsePodCommand("probe", probe) }),
    keep: input.flag("keep"),
  };
}

async function carryOutTrial(cli: Cli, trial: Trial, stages: ReturnType<typeof tryStages>): Promise<TrialReport> {
  const results: TrialReport["stages"][number][] = [];
  let stopped = false;
  try {
    for (const { name, run, goesOn } of stages.work) {
      if (stopped) {
        results.push({ stage: name, result: "skipped", seconds: 0, details: [] });
        continue;
      }
      cli.output.note(`== ${name}`);
      const started = Date.now();
      const outcome = await run();
      const seconds = Math.round((Date.now() - started) / 100) / 10;
      results.push({ stage: name, seconds, ...outcome });
      stopped = outcome.result === "failed" && !goesOn;
    }
  } finally {
    if (!trial.keep) await stages.cleanUp();
  }
  const { slug, versionLabel, cluster } = trial;
  const passed = results.every(({ result }) => result !== "failed" && result !== "skipped");
  return { slug, versionLabel, passed, ...(trial.keep ? { cluster } : {}), stages: results };
}

function describe({ slug, versionLabel, passed, cluster, stages }: TrialReport): string {
  return [
    `${slug} ${versionLabel}: ${passed ? "every stage passed" : "NOT PROVED"}`,
    ...stages.flatMap(({ stage, result, seconds, details }) => [
      `  ${result.padEnd(8)} ${stage}${result === "skipped" ? "" : ` (${seconds} s)`}`,
      ...details.map((detail) => `             ${detail}`),
    ]),
    ...(cluster === undefined ? [] : [`The cluster is kept: holdfast cluster kubeconfig --name ${cluster}`]),
  ].join("\n");
}

function failed({ slug, stages }: TrialReport): Fault {
  const bad = stages.filter(({ result }) => result === "failed");
  return new Fault("trial-failed", `The release of ${slug} did not pass its trial.`, {
    reason: bad.map(({ stage, details }) => [`${stage} failed`, ...details].join(": ")).join("\n"),
    remedy: "Correct the release and try it again; with --keep the cluster stays to be looked at",
  });
}

export default command;
