import { Fault } from "@holdfast/domain";
import { setNotification } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { commonOptions, commonWish, eventsHelp, neededText, readSecret } from "./notify-options.ts";
import { afterSetText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "Send notifications by mail",
  help: `The server's certificate is verified, and without encryption no password is sent. The password comes from a file or
standard input and is never shown again. Each change is told once; after a crash in the wrong moment the same mail may
come twice, with the same Message-ID.

${eventsHelp}

Examples:
  holdfast notify set smtp ops --host mail.example.com --user holdfast --password-file - --from holdfast@example.com --to ops@example.com < password
  holdfast notify set smtp relay --host 10.0.0.25 --port 25 --security none --allow-private --from holdfast@example.com --to ops@example.com`,
  arguments: [["<name>", "name of the channel"]],
  options: [
    ["--host <name>", "the mail server"],
    ["--port <number>", "its port (default: 587 with starttls, 465 with tls, 25 with none)"],
    ["--security <how>", "starttls, tls or none", "starttls"],
    ["--user <name>", "user to sign in with"],
    ["--password-file <file>", "file with the password, - for standard input"],
    ["--from <address>", "who the mail is from"],
    ["--to <address>", "who gets it; may be given several times"],
    ...commonOptions,
  ],
  repeatable: ["event", "to"],
  async run(cli, input) {
    const security = securityOf(input.text("security"));
    const user = input.text("user");
    const passwordFile = input.text("password-file");
    const channel = await setNotification(await cli.context(), {
      kind: "smtp",
      ...(await commonWish(cli, input)),
      host: neededText(input, "host"),
      port: input.count("port") ?? { starttls: 587, tls: 465, none: 25 }[security],
      security,
      ...(user === undefined ? {} : { user }),
      ...(passwordFile === undefined ? {} : { password: await readSecret(cli, passwordFile) }),
      from: neededText(input, "from"),
      to: input.texts("to"),
    });
    cli.output.result(channel, afterSetText);
  },
};

function securityOf(text: string | undefined): "starttls" | "tls" | "none" {
  if (text === "starttls" || text === "tls" || text === "none") return text;
  throw new Fault("invalid-argument", `--security ${text ?? ""} is not known`, {
    remedy: "Give starttls, tls or none",
  });
}

export default command;
