import { Fault, awsPluginFor, defaultVeleroVersion } from "@holdfast/domain";
import type { RecoveryKit } from "@holdfast/domain";
import {
  defaultVeleroNamespace,
  installVelero,
  readRecoveryKit,
  type VeleroInstallOutcome,
} from "@holdfast/operations";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { judgementLines } from "./judgement-text.ts";
import { passphraseOption, readPassphrase } from "./recovery-passphrase.ts";

const command: CommandSpec = {
  summary: "Install Velero with its node agent, and wait until it works",
  help: `Velero's objects come from Velero's own installer, which runs in a pod of the image to be installed; with
--printed they come from a file made by: velero install … --dry-run -o yaml
The repositories' password is random (Secret velero-repo-credentials); an existing one is kept. In a new cluster that
is to read a lost cluster's backups it comes from the recovery kit; another one that is in place already is refused.
A Velero that Holdfast did not install is left as it is and used; --manage-velero adds what it lacks, and the kit's
password is put in place where there is none.

Examples:
  holdfast velero install
  holdfast velero install --image registry.example.com/velero:v1.18.3 --plugin-image registry.example.com/velero-plugin-for-aws:v1.14.3`,
  options: [
    ["--version <version>", "Velero's version, when --image is not given", defaultVeleroVersion],
    ["--image <image>", "image of Velero (default: velero/velero:<version>)"],
    [
      "--plugin-image <image>",
      "image of a plugin; may be given several times (default: the AWS plugin for the version)",
    ],
    ["--kubelet-root-dir <directory>", "the kubelet's directory on the nodes (default: /var/lib/kubelet)"],
    ["--image-pull-secret <name>", "Secret in Velero's namespace to pull the images with"],
    ["--printed <file>", "what velero install --dry-run -o yaml printed, - for standard input"],
    ["--recovery-kit <file>", "put the repository password of a lost cluster in place before Velero starts"],
    passphraseOption,
    ["--manage-velero", "add what a Velero lacks that Holdfast did not install"],
  ],
  repeatable: ["plugin-image"],
  async run(cli, input) {
    const context = await cli.context();
    const printed = input.text("printed");
    const kubeletRootDir = input.text("kubelet-root-dir");
    const imagePullSecret = input.text("image-pull-secret");
    const kit = await readKit(cli, input);
    const outcome = await installVelero(context, {
      namespace: context.veleroNamespace ?? defaultVeleroNamespace,
      ...images(input),
      ...(kubeletRootDir === undefined ? {} : { kubeletRootDir }),
      ...(imagePullSecret === undefined ? {} : { imagePullSecret }),
      ...(printed === undefined ? {} : { printed: await cli.read(printed) }),
      manage: input.flag("manage-velero"),
      ...(kit === undefined ? {} : { repositoryPassword: kit.repositoryPassword }),
    });
    cli.output.result(outcome, describe);
  },
};

async function readKit(cli: Cli, input: CommandInput): Promise<RecoveryKit | undefined> {
  const file = input.text("recovery-kit");
  if (file === undefined) return undefined;
  return readRecoveryKit(await cli.read(file), await readPassphrase(cli, input, "once"));
}

function images(input: CommandInput): { readonly image: string; readonly pluginImages: readonly string[] } {
  const version = (input.text("version") ?? defaultVeleroVersion).replace(/^v?/, "v");
  const image = input.text("image") ?? `velero/velero:${version}`;
  const given = input.texts("plugin-image");
  if (given.length > 0) return { image, pluginImages: given };
  const plugin = awsPluginFor(image.split(":").pop() ?? version) ?? awsPluginFor(version);
  if (plugin !== undefined) return { image, pluginImages: [`velero/velero-plugin-for-aws:${plugin}`] };
  throw new Fault("invalid-argument", `It is not known which AWS plugin belongs to Velero ${version}`, {
    remedy: "Give it with --plugin-image",
  });
}

const passwordWords = { made: "made, random", kept: "kept as it was", given: "that of the recovery kit" } as const;

function describe(outcome: VeleroInstallOutcome): string {
  if (outcome.kind === "installed") {
    return [
      `Velero ${outcome.server.version} works in namespace ${outcome.namespace}.`,
      `Repository password: ${passwordWords[outcome.repositoryPassword]} (Secret velero-repo-credentials; without it the volumes in the bucket cannot be read).`,
      ...judgementLines(outcome.judgements),
      "Next: holdfast destination set",
    ].join("\n");
  }
  const lines = [`The Velero in namespace ${outcome.namespace} was not installed by Holdfast; it is used as it is.`];
  for (const added of outcome.added) lines.push(`Added: ${added}`);
  if (outcome.added.length > 0) return [...lines, "holdfast velero status shows what it lacks now."].join("\n");
  lines.push(...judgementLines(outcome.judgements));
  for (const problem of outcome.problems) lines.push(`It lacks: ${problem.message}`, `  ${problem.remedy}`);
  return lines.join("\n");
}

export default command;
