import { Fault, currentRevision, describeRules, policyName } from "@holdfast/domain";
import type { Reach, RetentionPolicy } from "@holdfast/domain";
import { controllerRuns, previewPolicy, proposedRules, setRetention } from "@holdfast/operations";
import type { Context, PolicyPreview, PolicyWish } from "@holdfast/operations";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { changeLine, spaceNote } from "./retention-text.ts";
import { givenReach, givenRules, givenScope, ruleOptions } from "./retention-wish.ts";

const command: CommandSpec = {
  summary: "Set how long backups are kept",
  help: `A backup is kept as long as one of the rules keeps it. Only good ones are counted; one that failed does not take a
good one's place. Each destination is counted by itself. Whatever the rules say, the newest good full backup in each
destination, the newest good one of each application and of the console, and held ones (\`holdfast backup hold\`) stay.

Without --app the rules are for full backups, and for the partial ones of applications that have no rules of their own.

  holdfast retention set --keep-last 3 --daily 7 --weekly 8 --monthly 12 --time-zone Europe/Berlin
  holdfast retention set --app guestbook --keep-for 30d --new-only

A change is for new backups only, or for existing ones too: it says what would become of these, and asks. The server
deletes, one backup at a time in each destination.`,
  options: [
    ["--app <slug>", "for the partial backups of this application"],
    ...ruleOptions,
    ["--everything", "every backup: no rule deletes any"],
    ["--time-zone <name>", "IANA name, where days, weeks, months and years begin (default: as it is, else UTC)"],
    ["--existing", "also for the backups that exist"],
    ["--new-only", "only for backups made from now on; earlier ones keep their rules"],
    ["--yes", "do not ask"],
  ],
  async run(cli, input) {
    const context = await cli.context();
    const wish = await readWish(context, input);
    const preview = await previewPolicy(context, wish);
    const reach = await chooseReach(cli, input, preview);
    if (reach === "existing" && !input.flag("yes")) await confirmLoss(cli, preview);
    const policy = await setRetention(context, wish, reach);
    const applied = await controllerRuns(context);
    const changes = reach === "existing" ? preview.existing : [];
    cli.output.result({ policy: policyName(policy.scope), reach, revisions: policy.revisions, changes, applied }, () =>
      describe(policy, preview, { reach, applied }),
    );
  },
};

async function readWish(context: Context, input: CommandInput): Promise<PolicyWish> {
  const scope = givenScope(input);
  const rules = givenRules(input);
  if (rules === undefined) throw await noRules(context, scope.kind === "application" ? scope.slug : undefined);
  const timeZone = input.text("time-zone");
  if (timeZone !== undefined) return { scope, rules, timeZone };
  const { before } = await previewPolicy(context, { scope, rules, timeZone: "UTC" });
  const current = before === undefined ? undefined : currentRevision(before);
  return { scope, rules, timeZone: current?.timeZone ?? "UTC" };
}

async function noRules(context: Context, slug: string | undefined): Promise<Fault> {
  const proposal = (await proposedRules(context)).find((one) => one.slug === slug)?.rules.keepForHours;
  return new Fault("invalid-argument", "No rule was given.", {
    ...(proposal === undefined ? {} : { reason: `The vendor of ${slug ?? ""} proposes --keep-for ${proposal}h.` }),
    remedy: "Give for example --keep-last 7 --weekly 8, or --everything to delete nothing.",
  });
}

async function chooseReach(cli: Cli, input: CommandInput, { existing, concerned }: PolicyPreview): Promise<Reach> {
  const given = givenReach(input);
  if (given !== undefined) {
    if (given === "existing") for (const change of existing) cli.output.note(changeLine(change));
    return given;
  }
  // The same for all: there is nothing to choose.
  if (concerned === 0) return "existing";
  const heading = `If the rules are for the ${concerned} existing backups, too:`;
  cli.output.note(
    [heading, ...existing.map(changeLine), ...(existing.length === 0 ? ["  nothing changes"] : [])].join("\n"),
  );
  const answers = ["existing", "new-only"] as const;
  const chosen = cli.output.interactive
    ? await cli.output.choose("Are the rules for existing backups too, or for new ones only?", answers)
    : undefined;
  if (chosen !== undefined) return chosen;
  throw new Fault("confirmation-missing", "Nothing was changed.", {
    reason: `There are ${concerned} backups that the rules may be for.`,
    remedy: "Give --existing to apply the rules to them, too, or --new-only.",
  });
}

async function confirmLoss(cli: Cli, { existing }: PolicyPreview): Promise<void> {
  const going = existing.filter(({ effect }) => effect === "goes");
  if (going.length === 0) return;
  const agreed = await cli.output.confirm(`Let ${going.length} backups be deleted?`, String(going.length), "--yes");
  if (agreed) return;
  throw new Fault("confirmation-missing", "Nothing was changed.", { remedy: "Type the number, or give --yes." });
}

function describe(
  policy: RetentionPolicy,
  { existing }: PolicyPreview,
  { reach, applied }: { readonly reach: Reach; readonly applied: boolean },
): string {
  const revision = currentRevision(policy);
  const whose = policy.scope.kind === "instance" ? "Full backups" : `Partial backups of ${policy.scope.slug}`;
  const going = existing.filter(({ effect }) => effect === "goes").length;
  return [
    `${whose}${reach === "new-only" ? " made from now on" : ""}: kept ${describeRules(revision?.rules ?? {})}, in ${revision?.timeZone ?? "UTC"}.`,
    ...(reach === "existing" && going > 0 ? [`${going} are going to be deleted.`, spaceNote] : []),
    ...(applied
      ? []
      : ["Holdfast does not run in the cluster: nothing is deleted until it does (`holdfast install`)."]),
  ].join("\n");
}

export default command;
