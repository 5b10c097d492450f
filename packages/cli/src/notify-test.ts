import { Fault } from "@holdfast/domain";
import { testChannel, type TestedChannel } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { targetText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "Send a test message and say what came of it",
  help: `The server sends it, as every message; when none runs, this command does, from where it runs. One attempt is made.
A test of a ping is one ping, whatever the status is.`,
  arguments: [["<name>", "name of the channel"]],
  async run(cli, input) {
    const tested = await testChannel(await cli.context(), String(input.args[0]));
    if (tested.attempt.kind === "failed") throw notArrived(tested, tested.attempt.reason);
    cli.output.result(tested, arrivedText);
  },
};

function arrivedText({ channel, message, sentBy }: TestedChannel): string {
  const who = sentBy === "server" ? "the server sent it" : "sent from here: no server runs";
  const accepted = channel.kind === "smtp" ? "The mail server took the test" : "The receiver took the test";
  return `${accepted} (${who}): ${targetText(channel)}, message ${message}.`;
}

function notArrived({ channel, sentBy }: TestedChannel, reason: string): Fault {
  return new Fault("notification-failed", `The test to ${channel.name} did not arrive.`, {
    reason,
    remedy: `Correct the channel (holdfast notify set ${channel.kind} ${channel.name} …) or its receiver, and test again.`,
    where: `${targetText(channel)}, ${sentBy === "server" ? "sent by the server" : "sent from here: no server runs"}`,
  });
}

export default command;
