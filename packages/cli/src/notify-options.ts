import { Fault } from "@holdfast/domain";
import type { AddressWish, CommonWish } from "@holdfast/operations";
import type { Cli, CommandInput } from "./command.ts";

export const commonOptions = [
  ["--event <event>", "only these events; may be given several times (default: all)"],
  ["--cluster <name>", "how messages call this cluster (default: its first node)"],
  ["--allow-private", "the target may be in a private network, on this machine or in this cluster"],
  ["--ca-file <file>", "certificate authority of the target, PEM"],
] as const;

export const addressOptions = [
  ["--url-file <file>", "file with the address, - for standard input"],
  ["--url <address>", "the address, when nothing in it is secret"],
  ["--allow-http", "the address may be http: nothing is encrypted"],
] as const;

export const eventsHelp = `Events: backup-failed, backup-missed, limit-broken, destination-unavailable, license-ending, deletion-stuck,
restore-started, restore-finished, recovered.`;

export async function commonWish(cli: Cli, input: CommandInput): Promise<CommonWish> {
  const cluster = input.text("cluster");
  const caFile = input.text("ca-file");
  return {
    name: String(input.args[0]),
    events: input.texts("event").flatMap((text) => text.split(",")),
    ...(cluster === undefined ? {} : { cluster }),
    allowPrivate: input.flag("allow-private"),
    ...(caFile === undefined ? {} : { caCert: await cli.read(caFile) }),
  };
}

export async function addressWish(cli: Cli, input: CommandInput): Promise<AddressWish> {
  const allowHttp = input.flag("allow-http");
  const url = input.text("url");
  const file = input.text("url-file");
  if ((url === undefined) === (file === undefined)) {
    throw new Fault("invalid-argument", "The address is missing, or given twice", {
      remedy: "Give --url-file FILE, or --url ADDRESS when nothing in it is secret",
    });
  }
  return { allowHttp, url: url ?? (await readSecret(cli, file ?? "")) };
}

/** Without the line end that editors put behind it. Empty: a Fault. */
export async function readSecret(cli: Cli, path: string): Promise<string> {
  const text = (await cli.read(path)).replace(/\r?\n$/u, "");
  if (text !== "") return text;
  throw new Fault("invalid-argument", `${path === "-" ? "Standard input" : `The file ${path}`} is empty`, {
    remedy: "Put the secret into it",
  });
}

/** Standard input can be read once. */
export function requireOneStdin(input: CommandInput, options: readonly string[]): void {
  const given = options.filter((option) => input.text(option) === "-");
  if (given.length < 2) return;
  throw new Fault("invalid-argument", `Standard input is named twice: ${given.map((one) => `--${one}`).join(", ")}`, {
    remedy: "Give all but one of them as files",
  });
}

export function neededText(input: CommandInput, option: string): string {
  const value = input.text(option);
  if (value !== undefined) return value;
  throw new Fault("invalid-argument", `--${option} is missing`, { remedy: "The command's --help shows examples" });
}
