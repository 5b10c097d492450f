import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PartFailed, type FirstRun } from "../first-run.ts";
import { repository } from "../run-program.ts";

const port = 8800;
const address = `http://127.0.0.1:${port}`;

/** Installs the console and keeps its first password, so that a later run can show it again. */
export async function installHoldfast(run: FirstRun): Promise<string> {
  const installed = await run.ask<{ readonly image: string; readonly password?: string }>("install");
  if (installed.password !== undefined) {
    await writeFile(passwordFile(run), installed.password, { mode: 0o600 });
  }
  return `${installed.image} in namespace holdfast`;
}

/** `holdfast console` in the background: it outlives this run, and make down ends it. */
export async function openConsole(run: FirstRun): Promise<string> {
  if (await answers()) return address;
  run.say(`$ ./holdfast console --port ${port} &`);
  const log = openSync(join(run.directory, "console.log"), "w");
  const child = spawn(join(repository, "holdfast"), ["console", "--port", String(port)], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, KUBECONFIG: run.kubeconfig() },
  });
  child.unref();
  await writeFile(join(run.directory, "console.pid"), String(child.pid));
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if (await answers()) return address;
    await sleep(500);
  }
  const said = await readFile(join(run.directory, "console.log"), "utf8");
  throw new PartFailed(`the console does not answer at ${address}:\n${said}`);
}

export async function describeConsole(run: FirstRun): Promise<string> {
  const password = await readFile(passwordFile(run), "utf8").catch(() => undefined);
  const secret = password ?? "(a new one: ./holdfast console reset-password)";
  return `The console   ${address}\nIts password  ${secret}`;
}

function passwordFile(run: FirstRun): string {
  return join(run.directory, "console-password");
}

function answers(): Promise<boolean> {
  return fetch(address, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(3000) }).then(
    (response) => response.ok,
    () => false,
  );
}
