import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { build } from "vite";
import { startSampleServer } from "../test-support/sample-server.ts";
import type { SampleServer } from "../test-support/sample-server.ts";

const root = join(import.meta.dirname, "..");
const executablePath = process.env["HOLDFAST_CHROMIUM"] ?? "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

let server: SampleServer;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "error" });
  server = await startSampleServer();
  browser = await chromium.launch({ executablePath, args });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  return async () => {
    await page.close();
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
  };
});

async function signIn(then: string): Promise<void> {
  await page.goto(`${server.address}${then}`);
  await page.waitForURL(/\/sign-in/);
  await page.getByRole("textbox", { name: "Password" }).fill("sample");
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

describe("signing in", () => {
  test("says in plain words that the password is wrong, then leads to the address that was asked for", async () => {
    await page.goto(`${server.address}/operations`);
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("The password is not right").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill("sample");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/operations");
  });

  test("never leads to another site", async () => {
    await signIn(`/sign-in?from=${encodeURIComponent("//elsewhere.example/")}`);
    expect(new URL(page.url()).origin).toBe(server.address);
  });
});

describe("the list of snapshots", () => {
  test("says how old the last complete one is and what it holds, and marks what was made outside Holdfast", async () => {
    await signIn("/snapshots");
    await page
      .getByText("The last complete snapshot is from 3 h ago and holds guestbook, notes and the console.")
      .waitFor();
    expect(await page.getByText("Made outside Holdfast").count()).toBe(2);
    expect(await page.locator('tr[data-state="partial"]').innerText()).toContain("1 error, 2 warnings");
  });

  test.each([
    ["/snapshots", 390],
    ["/snapshots/m-k3x9p-20261120070000-q1vd", 390],
    ["/snapshots/m-k3x9p-20261121070000-8fzt/restore/guestbook", 390],
    ["/operations/restore-99ab3c", 390],
    ["/snapshots", 1280],
  ])("and %s fit into %d pixels", async (path, width) => {
    await page.setViewportSize({ width, height: 844 });
    await signIn(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.locator("[data-tone]").or(page.getByText("Type guestbook to confirm")).first().waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  });
});

describe("starting a snapshot", () => {
  test("names what it holds and why an application is left out, and works by keyboard alone", async () => {
    await signIn("/snapshots");
    await page.getByRole("button", { name: "Start a snapshot" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Start a snapshot" });
    await dialog.getByRole("list").getByText("ships no kind: Backup").waitFor();
    expect(await dialog.getByRole("radio", { name: "Only Silent" }).isDisabled()).toBe(true);
    await dialog.getByRole("radio", { name: "Everything" }).focus();
    await page.keyboard.press("ArrowDown");
    expect(await dialog.getByRole("radio", { name: "Only Guestbook" }).isChecked()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });
});

describe("the detail of a snapshot", () => {
  test("shows volumes, hooks with what they printed, errors apart from warnings, and the log when asked", async () => {
    await signIn("/snapshots/m-k3x9p-20261120070000-q1vd");
    const part = page.getByRole("region", { name: "guestbook 1.2.0" });
    await part.getByRole("table", { name: "Volumes" }).getByText("660 MiB").waitFor();
    await part.getByText("Errors (1)").waitFor();
    await part.getByText("Warnings (2)").waitFor();
    // The error output of a failed hook is open without asking.
    expect(await part.getByText("rm: cannot remove '/data/lock'").isVisible()).toBe(true);
    await part.getByRole("button", { name: "Show the log" }).click();
    await part.getByText("Setting up backup log").waitFor();
    expect(await part.getByRole("link", { name: "Download" }).getAttribute("href")).toContain("/logs");
  });

  test("offers no restore of a part that is not complete", async () => {
    await signIn("/snapshots/m-k3x9p-20261120070000-q1vd");
    await page.getByRole("link", { name: "Restore notes…" }).waitFor();
    expect(await page.getByRole("link", { name: "Restore guestbook…" }).count()).toBe(0);
  });
});

describe("a restore", () => {
  test("shows what goes and what stays, and is possible only once the name is typed", async () => {
    await signIn("/snapshots/m-k3x9p-20261121070000-8fzt/restore/guestbook");
    await page.getByText("Wiped and filled from the snapshot: 1 volume").waitFor();
    await page.getByText("uploads: this backup does not hold its data").waitFor();
    const confirm = page.getByRole("button", { name: "Delete and restore" });
    await page.getByRole("textbox", { name: "Type guestbook to confirm" }).fill("guestboo");
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Type guestbook to confirm" }).fill("guestbook");
    await confirm.click();
    await page.getByRole("progressbar", { name: "Progress of this operation" }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/operations\//);
  });

  test("that failed says what, why and what to do, and offers to go on", async () => {
    await signIn("/operations/restore-99ab3c");
    const fault = page.getByRole("alert");
    await fault.getByText("Pods of notes did not end within 10 minutes.").waitFor();
    const told = await fault.innerText();
    for (const label of ["Why:", "What to do:", "Where:"]) expect(told).toContain(label);
    expect(await page.getByRole("button", { name: "Go on from there" }).isEnabled()).toBe(true);
  });
});

describe("an address that is not there", () => {
  test("says so, and leads back", async () => {
    await signIn("/snapshots/nothing");
    await page.getByRole("alert").getByText("There is no backup nothing").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Snapshots" }).first().click();
    await page.getByRole("heading", { name: "Snapshots" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/snapshots");
  });
});
