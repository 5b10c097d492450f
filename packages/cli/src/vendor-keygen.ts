import { generateVendorKeys } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { writeNewFile } from "./vendor-write-file.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Make a key pair for signing licenses",
  help: `The private key is written with mode 0600 and never over an existing file. Keep it offline; whoever has it can issue
licenses. The public key goes into holdfast.yaml of every release.`,
  arguments: [["[file]", "where the private key is written"]],
  async run(cli, input) {
    const file = typeof input.args[0] === "string" ? input.args[0] : "holdfast-vendor.key";
    const { privateKey, publicKey, keyId } = generateVendorKeys();
    await writeNewFile(file, privateKey, 0o600);
    cli.output.result({ file, publicKey, keyId }, () =>
      [
        `Private key  ${file} (mode 0600)`,
        `Public key   ${publicKey}`,
        `Key id       ${keyId}`,
        "",
        "Put the public key into holdfast.yaml as spec.publicKey.",
      ].join("\n"),
    );
  },
};

export default command;
