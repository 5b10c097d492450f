import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureSampleImages } from "@holdfast-samples/images";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openNode, type Node } from "./support/node.ts";
import { runHoldfast } from "./support/holdfast.ts";

const notes = fileURLToPath(new URL("../../samples/notes/", import.meta.url));
const file = "/notes/trial.txt";
const seed = podCommand(`require("fs").writeFileSync("${file}", "hello")`);
const probe = podCommand(`process.exit(require("fs").readFileSync("${file}", "utf8") === "hello" ? 0 : 1)`);

let node: Node;
let images: readonly string[];

beforeAll(async () => {
  node = await openNode();
  images = (await ensureSampleImages()).map(({ path }) => path).filter((path) => path.includes("notes"));
});
afterAll(() => node.client.close());

test("a release that comes back with its data passes its trial", async () => {
  const { code, report } = await tryRelease(join(notes, "release"));
  expect(report).toMatchObject({ slug: "notes", passed: true });
  expect(report.stages.map(({ result }) => result)).not.toContain("failed");
  expect(code).toBe(0);
});

test("a release whose volume is in no backup fails, and says which data is lost", async () => {
  const { code, report } = await tryRelease(await withoutOptIn());
  expect(code).toBe(7);
  const results = new Map(report.stages.map(({ stage, result }) => [stage, result]));
  expect(results.get("coverage")).toBe("failed");
  expect(results.get("probe after the restore")).toBe("failed");
  expect(JSON.stringify(report.stages)).toContain("notes/notes");
});

interface Report {
  readonly slug: string;
  readonly passed: boolean;
  readonly stages: readonly { readonly stage: string; readonly result: string }[];
}

async function tryRelease(release: string): Promise<{ readonly code: number; readonly report: Report }> {
  const options = ["--license", join(notes, "license.yaml"), "--seed", seed, "--probe", probe];
  const loaded = images.flatMap((path) => ["--image", path]);
  const { code, stdout } = await runHoldfast(
    ["vendor", "release", "try", release, ...options, ...loaded, "--name", `journeys-${process.pid}`, "-o", "json"],
    {},
  );
  return { code, report: JSON.parse(stdout) as Report };
}

/** As a vendor forgets it. */
async function withoutOptIn(): Promise<string> {
  const directory = join(node.work, "notes-not-covered");
  await mkdir(directory, { recursive: true });
  await cp(join(notes, "release"), directory, { recursive: true });
  const path = join(directory, "notes.yaml");
  const text = await readFile(path, "utf8");
  expect(text).toContain("backup.velero.io/backup-volumes: notes");
  await writeFile(path, text.replace("backup.velero.io/backup-volumes: notes", 'example.com/nothing: ""'));
  return directory;
}

function podCommand(script: string): string {
  return `deployment/notes: ${JSON.stringify(["node", "-e", script])}`;
}
