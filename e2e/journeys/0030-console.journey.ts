import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printedAddress } from "./support/console-address.ts";
import type { Running } from "./support/holdfast.ts";
import { openNode, type Node } from "./support/node.ts";
import { guestbookSite, readGuestbook, samplesInstalled } from "./support/ready.ts";
import { writeGuestbook } from "@holdfast-samples/data";

const browserPath = process.env["HOLDFAST_CHROMIUM"] ?? "/usr/bin/chromium";
const browserFlags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const minute = 60_000;

let node: Node;
let forward: Running;
let browser: Browser;
let page: Page;
let address: string;
let password: string;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  ({ password } = await node.holdfast.json<{ readonly password: string }>("console", "reset-password"));
  forward = node.holdfast.start("console");
  address = await printedAddress(forward);
  browser = await chromium.launch({ executablePath: browserPath, args: browserFlags });
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
});

afterAll(async () => {
  await browser?.close();
  forward?.process.kill("SIGINT");
  await forward?.ended;
  await node?.client.close();
});

describe("the console, in a browser", () => {
  test("refuses a wrong password in plain words, and lets the right one in", async () => {
    await page.goto(address);
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("The password is not right").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/overview");
  });

  test("answers on the first screen whether everything is safe, and for each application", async () => {
    await page
      .locator("[data-level]")
      .getByText(/^(Not safe|Safe|Within the limits|It is not known)/)
      .waitFor({ timeout: minute });
    const list = page.getByRole("region", { name: "Data at risk" });
    expect(await list.locator('[data-subject="guestbook"]').innerText()).toContain("The limit is");
  });

  test("makes a schedule from plain words and shows its next times, without a reload", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Schedules" }).click();
    await page
      .getByRole("button", { name: /^Create (a|the first) schedule$/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: "Create a schedule" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("walked");
    await dialog.getByRole("textbox", { name: "When?" }).fill("every day at 04:30");
    await dialog.getByRole("textbox", { name: "Time zone" }).fill("Europe/Berlin");
    await dialog.getByText("30 4 * * *").waitFor();
    await dialog.getByRole("button", { name: "Create the schedule" }).click();
    const schedule = page.getByRole("region", { name: "walked" });
    await schedule.getByText("Active").waitFor();
    expect(await schedule.getByRole("list", { name: "Next times" }).innerText()).toMatch(/04:30/);
    await node.holdfast("schedule", "delete", "walked");
    await schedule.waitFor({ state: "detached", timeout: minute });
    await page.getByRole("navigation").getByRole("link", { name: "Snapshots" }).click();
  });

  test("says what a snapshot of everything holds and what it does not, and why", async () => {
    await page
      .getByRole("button", { name: /^Start (a|the first) snapshot$/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog");
    const contents = dialog.getByRole("list", { name: "What the snapshot will hold" });
    await contents.getByText("The console: its settings and records").waitFor();
    expect(await contents.innerText()).toMatch(/guestbook[\s\S]*kind: Backup/i);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  test("makes a snapshot of guestbook and shows its progress to the end", async () => {
    await page
      .getByRole("button", { name: /^Start (a|the first) snapshot$/ })
      .first()
      .click();
    await page.getByRole("radio", { name: /^Only Guestbook/i }).check();
    await page.getByRole("button", { name: "Start the snapshot" }).click();
    await page.getByRole("heading", { name: /^Snapshot of / }).waitFor();
    await page.getByText("1 of 1 backups Completed").waitFor({ timeout: 10 * minute });
    await page.getByRole("link", { name: "Show the snapshot" }).click();
    await page.locator('[data-tone="good"]').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/snapshots\/m-/);
  });

  test("shows its volumes with their bytes, and its hooks with what they printed", async () => {
    const part = page.getByRole("region", { name: /^guestbook/ });
    const volumes = part.getByRole("table", { name: "Volumes" });
    await volumes.getByText("Complete").first().waitFor();
    expect(await volumes.innerText()).toMatch(/\d (B|KiB|MiB)/);
    await part
      .getByText(/^Before: /)
      .first()
      .waitFor();
    await part.getByRole("button", { name: "Show the log" }).click();
    await part
      .getByLabel(/^Log of /)
      .getByText("level=info")
      .first()
      .waitFor();
  });

  test("restores guestbook after its name was typed, and shows the progress to the end, also after a reload", async () => {
    const before = await readGuestbook(node);
    await writeGuestbook(guestbookSite(node), { entries: 3, files: 1, bytesPerFile: 1_000, seed: "too late" });
    expect(await readGuestbook(node)).not.toEqual(before);
    await page.getByRole("link", { name: "Restore guestbook…" }).click();
    const confirm = page.getByRole("button", { name: "Delete and restore" });
    await page.getByText(/^Wiped and filled from the snapshot: [1-9]/).waitFor({ timeout: minute });
    const checks = page.getByRole("region", { name: "Checks" });
    await checks.getByText(/^[1-9][0-9]* checks passed$/).waitFor();
    expect(await checks.locator('[data-result="refused"]').count()).toBe(0);
    await page.getByText("First a safety snapshot of guestbook is taken").waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Type guestbook to confirm" }).fill("guestbook");
    await confirm.click();
    await page.getByRole("heading", { name: "Restore of guestbook" }).waitFor();
    await page.reload();
    await page.getByText("Nothing is left to do.").waitFor({ timeout: 12 * minute });
    expect(await readGuestbook(node)).toEqual(before);
    const came = page.getByRole("region", { name: "What came back" });
    await came.getByText(/^([0-9]+) of \1 objects/).waitFor({ timeout: minute });
    await page.getByRole("link", { name: "Undo this restore…" }).waitFor();
  });

  test("lists the snapshot as complete, and a new one appears in another tab without a reload", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Snapshots" }).click();
    const rows = page.getByRole("table", { name: "Snapshots" }).locator("tbody tr");
    await rows.first().waitFor();
    const count = await rows.count();
    const started = node.holdfast.json("backup", "create", "--app", "notes", "--wait");
    await expect.poll(() => rows.count(), { timeout: 5 * minute }).toBeGreaterThan(count);
    await started;
    await page.locator('tbody tr[data-state="complete"]').first().waitFor();
  });

  test("ends the session when the password is made anew", async () => {
    await node.holdfast("console", "reset-password");
    await page.getByRole("textbox", { name: "Password" }).waitFor({ timeout: minute });
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });
});
