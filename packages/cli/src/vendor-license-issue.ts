import { randomBytes } from "node:crypto";
import { Fault, formatLicense, isUtcTime, refuseSlug } from "@holdfast/domain";
import type { License, LicenseFieldValue } from "@holdfast/domain";
import { parseLicense, signLicense } from "@holdfast/operations";
import { neededText } from "./app-needed-text.ts";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { writeNewFile } from "./vendor-write-file.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Issue a license, or the next issue of one, signed with the vendor's private key",
  help: `With --renew FILE everything is taken from that license, the issue number is raised by one, and what is given
here replaces it. Fields are texts, numbers, true or false: --field seats=25 is a number, --field 'zip="01234"' a text.

Examples:
  holdfast vendor license issue --key vendor.key --application guestbook --customer "Example Ltd" --out license.yaml
  holdfast vendor license issue --key vendor.key --renew license.yaml --expires 2028-12-31T00:00:00Z --out license-2.yaml`,
  options: [
    ["--key <file>", "the private key of vendor keygen"],
    ["--renew <file>", "issue this license again"],
    ["--application <slug>", "the application"],
    ["--customer <name>", "the customer"],
    ["--id <id>", "the license's id (default: random)"],
    ["--issue <number>", "the issue number (default: 1, or one more than the renewed license's)"],
    ["--expires <time>", "UTC, such as 2027-12-31T00:00:00Z; never: does not expire"],
    ["--no-snapshots", "this customer may not make backups"],
    ["--field <name=value>", "a field of the vendor's; may be given several times"],
    ["--out <file>", "where the license is written (default: standard output)"],
  ],
  repeatable: ["field"],
  async run(cli, input) {
    const signed = signLicense(await readWish(cli, input), await cli.read(neededText(input, "key")));
    const text = formatLicense(signed);
    // What is handed out must be readable by those who get it.
    parseLicense("the new license", text);
    const out = input.text("out");
    if (out === undefined) {
      cli.output.write(text);
      return;
    }
    await writeNewFile(out, text, 0o644);
    cli.output.result(signed, ({ license, signature }) =>
      [
        `License ${license.id}, issue ${license.issue}, for ${license.customer} (${license.application}) is in ${out}.`,
        `Signed with the key ${signature.keyId}.`,
      ].join("\n"),
    );
  },
};

async function readWish(cli: Cli, input: CommandInput): Promise<License> {
  const renewed = input.text("renew");
  const base = renewed === undefined ? undefined : parseLicense(renewed, await cli.read(renewed)).license;
  const application = base?.application ?? neededText(input, "application");
  const refusal = refuseSlug(application);
  if (refusal !== undefined) {
    throw new Fault("invalid-argument", `--application ${refusal}`, { remedy: "Give the slug as in holdfast.yaml" });
  }
  const expires = expiryFrom(input.text("expires"), base?.expires);
  return {
    id: input.text("id") ?? base?.id ?? randomBytes(8).toString("hex"),
    issue: input.count("issue") ?? (base === undefined ? 1 : base.issue + 1),
    application: input.text("application") ?? application,
    customer: input.text("customer") ?? base?.customer ?? neededText(input, "customer"),
    isSnapshotSupported: input.flag("snapshots") && (base?.isSnapshotSupported ?? true),
    ...(expires === undefined ? {} : { expires }),
    fields: { ...base?.fields, ...Object.fromEntries(input.texts("field").map(readField)) },
  };
}

function expiryFrom(given: string | undefined, former: string | undefined): string | undefined {
  if (given === undefined) return former;
  if (given === "never") return undefined;
  if (isUtcTime(given)) return given;
  throw new Fault("invalid-argument", `--expires ${given} is not a time in UTC`, {
    remedy: "Write it as 2027-12-31T00:00:00Z, or never",
  });
}

function readField(pair: string): [string, LicenseFieldValue] {
  const at = pair.indexOf("=");
  if (at <= 0) {
    throw new Fault("invalid-argument", `--field ${pair} is not NAME=VALUE`, {
      remedy: "For example: --field seats=25",
    });
  }
  return [pair.slice(0, at), fieldValue(pair.slice(at + 1))];
}

/** Numbers, true, false and quoted texts as in JSON; everything else is the text itself. */
function fieldValue(text: string): LicenseFieldValue {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : text;
  } catch {
    return text;
  }
}

export default command;
