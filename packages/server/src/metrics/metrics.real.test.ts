import { setTimeout as sleep } from "node:timers/promises";
import { carryOut, createBackup } from "@holdfast/operations";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../../operations/test-support/real-cluster.ts";
import type { RealCluster } from "../../../operations/test-support/real-cluster.ts";
import { readExposition, readRules, untoldIn } from "../../test-support/alert-rules.ts";
import { startServerProcess } from "../../test-support/server-process.ts";
import type { ServerProcess } from "../../test-support/server-process.ts";

let cluster: RealCluster;
let server: ServerProcess;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  const context = cluster.context();
  await carryOut(context, (await createBackup(context)).operation.id);
  server = await startServerProcess({ kubeconfigPath: cluster.plane.kubeconfigPath, identity: "metrics" });
});

afterAll(async () => {
  await server?.end("SIGKILL");
  await cluster?.stop();
});

async function scrape(): Promise<string> {
  return (await fetch(`${server.address}/metrics`)).text();
}

/** A server that has only just started says that it does not know yet. */
async function scrapeKnown(): Promise<string> {
  const until = Date.now() + 120_000;
  while (Date.now() < until) {
    const text = await scrape();
    if (/^holdfast_data_at_risk_seconds\{.*application="guestbook"/m.test(text)) return text;
    await sleep(200);
  }
  throw new Error(`guestbook is not told of within two minutes:\n${await scrape()}`);
}

/** As the API server counts them, of every kind. */
async function countLists(): Promise<number> {
  const metrics = await cluster.plane.kubectl(["get", "--raw", "/metrics"]);
  return metrics
    .split("\n")
    .filter((line) => line.startsWith("apiserver_request_total{") && line.includes('verb="LIST"'))
    .filter((line) => /group="(velero\.io|holdfast\.dev)"/.test(line))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

describe("a server's /metrics", () => {
  it("tells the age of the last good backup of an application in seconds", async () => {
    const [, age] =
      /^holdfast_data_at_risk_seconds\{subject="application",application="guestbook",loss="mistake"\} ([0-9]+)$/m.exec(
        await scrapeKnown(),
      ) ?? [];
    expect(Number(age)).toBeGreaterThanOrEqual(0);
    expect(Number(age)).toBeLessThan(600);
  });

  it("has every metric and label that the shipped alerts ask for", async () => {
    const told = readExposition(await scrapeKnown());
    const untold = (await readRules()).flatMap((rule) => untoldIn(rule, told));
    expect(untold).toEqual([]);
  });

  it("asks the API server nothing", async () => {
    await scrapeKnown();
    // What is followed in the background goes on: so many lists at most come with the next reading of the facts.
    const before = await countLists();
    const startedAt = Date.now();
    for (let time = 0; time < 50; time += 1) await scrape();
    const readings = 1 + Math.ceil((Date.now() - startedAt) / 30_000);
    expect((await countLists()) - before).toBeLessThanOrEqual(6 * readings);
  });
});
