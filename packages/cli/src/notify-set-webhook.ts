import { setNotification } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import {
  addressOptions,
  addressWish,
  commonOptions,
  commonWish,
  eventsHelp,
  neededText,
  readSecret,
  requireOneStdin,
} from "./notify-options.ts";
import { afterSetText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "Send notifications as JSON to an address",
  help: `Each message is one POST, told once per change, with an Idempotency-Key: after a crash in the wrong moment the same
message may come twice, under the same key. An answer of 200 to 299 ends it; anything else is tried again for a day.
Redirects are not followed. Addresses in private networks, on this machine and in this cluster are refused without
--allow-private, those of clouds' metadata always. docs/formats/notification.md describes body and signature.
Secrets come from files or standard input and are never shown again.

${eventsHelp}

Examples:
  holdfast notify set webhook chat --url-file - < address
  holdfast notify set webhook ops --url https://alerts.example.com/holdfast --signing-key-file key --cluster "shop, Berlin"
  holdfast notify set webhook api --url https://api.example.com/events --header X-Api-Key --header-value-file key`,
  arguments: [["<name>", "name of the channel"]],
  options: [
    ...addressOptions,
    ["--signing-key-file <file>", "sign each message (HMAC-SHA256) with the key in this file, - for standard input"],
    ["--header <name>", "send a header whose value is a secret"],
    ["--header-value-file <file>", "file with that value, - for standard input"],
    ...commonOptions,
  ],
  repeatable: ["event"],
  async run(cli, input) {
    requireOneStdin(input, ["url-file", "signing-key-file", "header-value-file"]);
    const keyFile = input.text("signing-key-file");
    const header = input.text("header");
    const channel = await setNotification(await cli.context(), {
      kind: "webhook",
      ...(await commonWish(cli, input)),
      ...(await addressWish(cli, input)),
      ...(keyFile === undefined ? {} : { signingKey: await readSecret(cli, keyFile) }),
      ...(header === undefined
        ? {}
        : { header: { name: header, value: await readSecret(cli, neededText(input, "header-value-file")) } }),
    });
    cli.output.result(channel, afterSetText);
  },
};

export default command;
