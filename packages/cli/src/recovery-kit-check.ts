import type { KitComparison, KitDestination, RecoveryKit } from "@holdfast/domain";
import { checkRecoveryKit, readRecoveryKit } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { passphraseOption, readPassphrase } from "./recovery-passphrase.ts";

type CheckedKit = Omit<RecoveryKit, "repositoryPassword" | "destinations"> & {
  readonly destinations: readonly (Omit<KitDestination, "credentials"> & { readonly hasCredentials: boolean })[];
  readonly comparison: KitComparison;
};

const command: CommandSpec = {
  summary: "Open a recovery kit and compare it with this cluster",
  help: "Shows what the kit holds (never a password or key), whether it fits this cluster, and what changed since.",
  arguments: [["<file>", "the recovery kit"]],
  options: [passphraseOption],
  async run(cli, input) {
    const file = await cli.read(String(input.args[0]));
    const kit = await readRecoveryKit(file, await readPassphrase(cli, input, "once"));
    const comparison = await checkRecoveryKit(await cli.context(), kit);
    cli.output.result(viewKit(kit, comparison), describe);
  },
};

function viewKit(kit: RecoveryKit, comparison: KitComparison): CheckedKit {
  const { repositoryPassword: _, ...shown } = kit;
  const destinations = kit.destinations.map(({ credentials, ...place }) => ({
    ...place,
    hasCredentials: credentials !== undefined,
  }));
  return { ...shown, destinations, comparison };
}

function describe(kit: CheckedKit): string {
  const { versions, destinations, vendorKeys, comparison } = kit;
  const slugs = Object.keys(vendorKeys);
  return [
    `The recovery kit of ${kit.createdAt} can be opened.`,
    `  Made by        installation ${kit.instance ?? "unknown"}, Holdfast ${versions.holdfast}`,
    `  Versions       Kubernetes ${versions.kubernetes}, Velero ${versions.velero ?? "unknown"}, ${versions.uploader}`,
    `  Vendors' keys  ${slugs.length === 0 ? "none" : slugs.join(", ")}`,
    `  Destinations   ${destinations.length === 0 ? "none" : ""}`.trimEnd(),
    ...destinations.map((destination) => `    ${setCommand(destination)}`),
    passwordWords[comparison.password],
    ...(comparison.changes.length === 0 ? [] : ["Since then:", ...comparison.changes.map((change) => `  ${change}`)]),
  ].join("\n");
}

const passwordWords = {
  same: "It fits this cluster: the repository password is the same.",
  other: "It does NOT fit this cluster: Velero has another repository password here.",
  absent:
    "This cluster has no repository password yet: holdfast velero install --recovery-kit puts the kit's in place.",
} as const satisfies Record<KitComparison["password"], string>;

/** What to type in a new cluster. */
function setCommand({
  name,
  bucket,
  prefix,
  config,
  caCert,
  hasCredentials,
}: CheckedKit["destinations"][number]): string {
  const { region, s3Url, publicUrl } = config;
  const words = [
    `holdfast destination set s3 ${name} --bucket ${bucket}`,
    ...(prefix === undefined ? [] : [`--prefix ${prefix}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
    ...(s3Url === undefined ? [] : [`--url ${s3Url}`]),
    ...(publicUrl === undefined ? [] : [`--public-url ${publicUrl}`]),
    ...(caCert === undefined ? [] : ["--ca-file FILE"]),
    "--credentials-file FILE",
  ];
  return `${words.join(" ")}${hasCredentials ? "   (the kit holds its keys)" : ""}`;
}

export default command;
