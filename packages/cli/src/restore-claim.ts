import { Fault, refuseStopping, stoppingChecks } from "@holdfast/domain";
import { createClaimRestore, previewClaimRestore } from "@holdfast/operations";
import type { ClaimPreview, ClaimRequest } from "@holdfast/operations";
import type { Cli, CommandInput } from "./command.ts";
import { chosenDriver } from "./driver-option.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { formatBytes } from "./progress-line.ts";
import { checkLine } from "./restore-plan-text.ts";

interface Wanted {
  readonly set: string;
  readonly application: string;
  /** [NAMESPACE/]NAME. */
  readonly claim: string;
}

/** `restore create --claim`: one claim back, everything else as it is. */
export async function restoreClaim(cli: Cli, input: CommandInput, { set, application, claim }: Wanted): Promise<void> {
  const request: ClaimRequest = {
    set,
    application,
    claim: parseClaim(claim),
    safety: !input.flag("no-safety-snapshot"),
    accepted: input.texts("accept"),
  };
  const driver = chosenDriver(input);
  const context = await cli.context();
  const preview = await previewClaimRestore(context, request);
  if (input.flag("dry-run")) {
    cli.output.result(viewPlan(preview), () => describePlan(preview));
    return;
  }
  cli.output.note(describePlan(preview));
  refuseStopping(preview.checks, request.accepted);
  const hash = input.text("plan");
  const { name } = preview.input.claim;
  if (!input.flag("yes") && !(await cli.output.confirm(`Restore the claim ${name}?`, name, "--yes"))) {
    throw new Fault("confirmation-missing", `${name} was not restored; nothing was changed.`, {
      remedy: "Type the claim's name, or give --yes.",
    });
  }
  const operation = await createClaimRestore(context, request, hash === undefined ? preview : { confirmedHash: hash });
  cli.output.note(`Operation ${operation.id}`);
  const record = await awaitOutcome(cli, context, operation.id, driver);
  const summary = record.state.stage === "done" ? record.state.summary : record.state.stage;
  const result = { application, backup: set, claim: preview.input.claim, operation: record.id, state: record.state };
  cli.output.result(result, () => `${summary}.`);
}

function parseClaim(text: string): ClaimRequest["claim"] {
  const [first = "", second, ...more] = text.split("/");
  if (more.length === 0 && first !== "" && second !== "") {
    return second === undefined ? { name: first } : { namespace: first, name: second };
  }
  throw new Fault("invalid-argument", `--claim takes [NAMESPACE/]NAME, not ${text}`, {
    remedy: "For example --claim guestbook-uploads",
  });
}

function viewPlan({ plan, hash, data, backedUpAt, checks }: ClaimPreview) {
  return { ...plan, hash, data, backedUpAt, checks };
}

function describePlan({ plan, hash, data, backedUpAt, volume, checks, input }: ClaimPreview): string {
  const { claim, present, stops } = plan;
  const stopping = stoppingChecks(checks, input.accepted);
  const size = data.bytes === undefined ? "" : ` (${formatBytes(data.bytes)} in the backup)`;
  return [
    `${claim.namespace}/${claim.name} of ${plan.slug} will be as it was at ${backedUpAt}${size}. Everything else stays as it is.`,
    present === undefined
      ? "The claim is not there; it is made."
      : "Its volume is deleted, a new one is made and filled from the backup. What was written since is lost.",
    ...(volume?.reclaimPolicy === "Retain"
      ? [`The old volume ${volume.name} stays in the storage (reclaim policy Retain); remove it by hand.`]
      : []),
    stops.length === 0 ? "Nothing uses it, so nothing is stopped." : "Stopped meanwhile, and started again:",
    ...stops.map(({ kind, name, replicas }) =>
      kind === "CronJob" ? `  ${kind} ${name}` : `  ${kind} ${name}, ${replicas} replicas`,
    ),
    input.safety
      ? "A safety snapshot of the application is taken first."
      : "No safety snapshot is taken: what is there now is lost.",
    "Restore hooks do not run, and the other data of the application is not of the same time.",
    ...checks
      .filter(({ result }) => result !== "passed")
      .flatMap((check) => checkLine(check, stopping.includes(check))),
    `Plan ${hash}`,
  ].join("\n");
}
