import { Fault } from "@holdfast/domain";
import { setNotification } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { addressOptions, addressWish, commonOptions, commonWish } from "./notify-options.ts";
import { afterSetText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "Call an address regularly while everything is safe, so that silence raises an alarm elsewhere",
  help: `For services that expect a sign of life (a dead-man's switch): they notice what no message can tell, such as a cluster
that is gone. A ping is sent only while holdfast status says "safe" and everything that decides so can be read: backups
that lie only inside the cluster, a late backup, an unreachable destination or a stopped server make it fall silent.
Give the service a patience of a few intervals. After the console was brought back on another cluster its pings rest
until holdfast notify take-over NAME.

Examples:
  holdfast notify set ping dead-man --url-file - < address
  holdfast notify set ping dead-man --url https://ping.example.com/holdfast --every 10 --method POST`,
  arguments: [["<name>", "name of the channel"]],
  options: [
    ...addressOptions,
    ["--every <minutes>", "minutes between two pings (default: 5)"],
    ["--method <method>", "GET or POST", "GET"],
    ...commonOptions.filter(([notation]) => notation.startsWith("--allow-private") || notation.startsWith("--ca-file")),
  ],
  async run(cli, input) {
    const method = input.text("method");
    if (method !== "GET" && method !== "POST") {
      throw new Fault("invalid-argument", `--method ${method ?? ""} is not known`, { remedy: "Give GET or POST" });
    }
    const channel = await setNotification(await cli.context(), {
      kind: "ping",
      ...(await commonWish(cli, input)),
      ...(await addressWish(cli, input)),
      method,
      everyMinutes: input.count("every") ?? 5,
    });
    cli.output.result(channel, afterSetText);
  },
};

export default command;
