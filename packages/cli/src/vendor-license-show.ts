import { isExpired } from "@holdfast/domain";
import { loadRelease, parseLicense, publicKeyOfPem, signatures } from "@holdfast/operations";
import { signedContent } from "@holdfast/domain";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Show a license and check its signature",
  arguments: [["<license>", "the license file, - for standard input"]],
  options: [
    ["--release <path>", "check the signature with the public key of this release"],
    ["--public-key <key>", "check it with this public key, base64"],
    ["--key <file>", "check it with the public half of this private key"],
  ],
  async run(cli, input) {
    const file = String(input.args[0]);
    const { license, signature } = parseLicense(file, await cli.read(file));
    const publicKey = await publicKeyFrom(cli, input);
    const content = signedContent(license);
    const check =
      publicKey === undefined ? "not checked" : judge(signatures.verify(content, signature.value, publicKey));
    const expired = isExpired(license, Date.now());
    cli.output.result({ license, signature, check, expired }, () =>
      [
        `Application  ${license.application}`,
        `Customer     ${license.customer}`,
        `Id           ${license.id}, issue ${license.issue}`,
        `Expires      ${license.expires ?? "never"}${expired ? " (EXPIRED)" : ""}`,
        `Snapshots    ${license.isSnapshotSupported ? "allowed" : "not allowed"}`,
        ...Object.entries(license.fields).map(([name, value]) => `Field        ${name} = ${JSON.stringify(value)}`),
        `Key id       ${signature.keyId}`,
        `Signature    ${publicKey === undefined ? "not checked; give --release, --public-key or --key" : check}`,
      ].join("\n"),
    );
  },
};

function judge(verified: boolean): string {
  return verified ? "valid" : "NOT VALID for this key";
}

async function publicKeyFrom(cli: Cli, input: CommandInput): Promise<string | undefined> {
  const release = input.text("release");
  if (release !== undefined) return (await loadRelease(release)).metadata.publicKey;
  const key = input.text("key");
  return key === undefined ? input.text("public-key") : publicKeyOfPem(await cli.read(key));
}

export default command;
