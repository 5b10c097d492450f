/**
 * `make run`, after check-machine.sh: from nothing, or from whatever an earlier run left, to a proven restore. Every
 * part may be run again. What a person typed into the samples is never touched: the proof has an application of its own.
 */
import { openFirstRun, PartFailed, type Part } from "./first-run.ts";
import { installHoldfast, openConsole } from "./parts/console.ts";
import { startCluster } from "./parts/cluster.ts";
import { installVelero, setDestination } from "./parts/installation.ts";
import { proofParts } from "./parts/proof.ts";
import { installSamples } from "./parts/samples.ts";
import { describeEnd } from "./summary.ts";

const parts: readonly Part[] = [
  { title: "The cluster", run: startCluster },
  // Holdfast first: Velero learns kinds when its server starts, and every five minutes only.
  { title: "Holdfast", run: installHoldfast },
  { title: "Velero", run: installVelero },
  { title: "The destination for backups", run: setDestination },
  { title: "The samples guestbook and notes", run: installSamples },
  ...proofParts(),
  { title: "The console", run: openConsole },
];

const firstRun = openFirstRun();
// The command that runs is told by the terminal as well and ends in its own way; then the part fails. A second Ctrl-C
// waits for nothing.
process.once("SIGINT", () => {
  process.stderr.write("\nStopping when the command that runs has ended; Ctrl-C again stops at once.\n");
  process.once("SIGINT", () => process.exit(130));
  firstRun.interrupt();
});
// What an interrupted part still does in this process, it need not end: every part may be run again.
process.exit(await main());

async function main(): Promise<number> {
  const done: { readonly title: string; readonly outcome: string; readonly seconds: number }[] = [];
  for (const [index, part] of parts.entries()) {
    const { title } = part;
    process.stdout.write(`\n== ${index + 1}/${parts.length} ${title}\n`);
    const startedAt = performance.now();
    try {
      const outcome = await Promise.race([part.run(firstRun), firstRun.interrupted]);
      done.push({ title, outcome, seconds: (performance.now() - startedAt) / 1000 });
    } catch (error) {
      if (!(error instanceof PartFailed)) throw error;
      process.stderr.write(`\n${title}: ${error.message}\n`);
      process.stderr.write(
        `Nothing has to be cleaned up. To go on from here: make run. To remove everything: make down.\n`,
      );
      return error.exitCode;
    }
  }
  process.stdout.write(`\n${await describeEnd(firstRun, done)}\n`);
  await firstRun.close();
  return 0;
}
