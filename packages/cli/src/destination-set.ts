import { Fault } from "@holdfast/domain";
import { internalWish, readCredentials, setDestination, type DestinationWish } from "@holdfast/operations";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { describeDestination, whyReadOnly } from "./describe-destination.ts";

const command: CommandSpec = {
  summary: "Make or change a destination for backups, and wait until Velero can use it",
  help: `Kinds: internal (the local cluster's own store), s3 (AWS and every store that speaks S3).
Secrets come from a file or standard input, never from a flag: a file with aws_access_key_id = … and
aws_secret_access_key = …, or the secret alone together with --access-key-id.
A new destination is ReadOnly until Velero has imported what is in it; it is opened for writing unless another
instance's backups, or expired ones that Velero would delete, are there (then: holdfast destination take-over NAME).
When Velero cannot use it, nothing is kept.

Not supported are buckets whose policy refuses objects without a server-side encryption header: Velero sends it with its
own files (--server-side-encryption), and never with the data of volumes. Take such a rule out of the policy and turn on
the bucket's default encryption instead; then every object is encrypted and no header is needed.

Examples:
  holdfast destination set internal
  holdfast destination set s3 --bucket backups --region eu-central-1 --credentials-file aws-keys
  holdfast destination set s3 minio --bucket velero --url https://minio.example.com:9000 --ca-file ca.pem --access-key-id holdfast --credentials-file - < secret`,
  arguments: [
    ["<kind>", "internal or s3"],
    ["[name]", "name of the destination (default: the kind)"],
  ],
  options: [
    ["--bucket <name>", "the bucket"],
    ["--prefix <folder>", "a folder of its own in the bucket"],
    ["--region <region>", "the bucket's region"],
    ["--url <address>", "address of a store that is not AWS, as Velero reaches it"],
    ["--public-url <address>", "the same store's address from outside the cluster"],
    ["--ca-file <file>", "certificate authority of the store, PEM"],
    ["--insecure-skip-tls-verify", "trust any certificate of the store"],
    ["--force-path-style", "put the bucket into the path, not into the host (the default with --url)"],
    ["--checksum-algorithm <name>", "CRC32, SHA256, … or none (the default with --url: many stores refuse the header)"],
    ["--server-side-encryption <algorithm>", "AES256 or aws:kms, for Velero's own files"],
    ["--kms-key-id <key>", "key for aws:kms: its id, alias/NAME or ARN"],
    ["--access-key-id <id>", "access key id, when the file holds the secret alone"],
    ["--credentials-file <file>", "file with the credentials, - for standard input"],
  ],
  async run(cli, input) {
    const wish = await readWish(cli, input);
    const destination = await setDestination(await cli.context(), wish);
    cli.output.result(destination, describeDestination);
    if (destination.accessMode === "ReadOnly") {
      cli.output.warn(
        `${destination.name} stays ReadOnly: ${whyReadOnly(destination)}. holdfast destination take-over ${destination.name} says what opening it would do.`,
      );
    }
  },
};

async function readWish(cli: Cli, input: CommandInput): Promise<DestinationWish> {
  const [kind, name] = input.args;
  const chosen = typeof name === "string" ? name : String(kind);
  if (kind === "internal") {
    return { ...(await internalWish(await cli.context(), chosen)), ...given("prefix", input.text("prefix")) };
  }
  if (kind === "s3") return s3Wish(cli, input, chosen);
  throw new Fault("invalid-argument", `There is no kind of destination "${String(kind)}"`, {
    remedy: "Give internal or s3",
  });
}

async function s3Wish(cli: Cli, input: CommandInput, name: string): Promise<DestinationWish> {
  const credentials = readCredentials(await cli.read(required(input, "credentials-file")), input.text("access-key-id"));
  const caFile = input.text("ca-file");
  const checksum = input.text("checksum-algorithm");
  return {
    name,
    bucket: required(input, "bucket"),
    ...given("prefix", input.text("prefix")),
    ...given("region", input.text("region")),
    ...given("url", input.text("url")),
    ...given("publicUrl", input.text("public-url")),
    ...given("caCert", caFile === undefined ? undefined : await cli.read(caFile)),
    ...given("checksumAlgorithm", checksum === "none" ? "" : checksum),
    ...(input.flag("force-path-style") ? { forcePathStyle: true } : {}),
    insecureSkipTlsVerify: input.flag("insecure-skip-tls-verify"),
    ...encryption(input),
    credentials,
  };
}

function encryption(input: CommandInput): Pick<DestinationWish, "serverSideEncryption"> {
  const algorithm = input.text("server-side-encryption");
  const keyId = input.text("kms-key-id");
  if (algorithm === undefined && keyId === undefined) return {};
  if (algorithm === "AES256" && keyId === undefined) return { serverSideEncryption: { kind: "AES256" } };
  if (algorithm === undefined || algorithm === "aws:kms") {
    return { serverSideEncryption: { kind: "aws:kms", ...(keyId === undefined ? {} : { keyId }) } };
  }
  throw new Fault("invalid-argument", `--server-side-encryption ${algorithm} cannot be used like this`, {
    remedy: "Give AES256, or aws:kms with or without --kms-key-id",
  });
}

function required(input: CommandInput, option: string): string {
  const value = input.text(option);
  if (value !== undefined) return value;
  throw new Fault("invalid-argument", `--${option} is missing`, {
    remedy: "holdfast destination set --help shows examples",
  });
}

function given<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

export default command;
