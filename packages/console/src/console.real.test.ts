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

function restoreOf(...applications: readonly string[]): string {
  const search = encodeURIComponent(JSON.stringify(applications));
  return `/snapshots/m-k3x9p-20261121070000-8fzt/restore?applications=${search}`;
}

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
    [restoreOf("guestbook"), 390],
    [restoreOf("guestbook", "notes"), 1280],
    ["/operations/restore-99ab3c", 390],
    ["/operations/restore-77dd2e", 390],
    ["/operations/restore-77dd2e/undo", 390],
    ["/overview", 390],
    ["/schedules", 390],
    ["/retention", 390],
    ["/notifications", 390],
    ["/applications/guestbook", 390],
    ["/snapshots", 1280],
  ])("and %s fit into %d pixels", async (path, width) => {
    await page.setViewportSize({ width, height: 844 });
    await signIn(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page
      .locator("[data-tone]")
      .or(page.getByText(/^Type .* to confirm$/))
      .or(page.getByRole("table"))
      .first()
      .waitFor();
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

  test("leads to the restore of a part that failed in part, which is asked for there", async () => {
    await signIn("/snapshots/m-k3x9p-20261120070000-q1vd");
    await page.getByRole("link", { name: "Restore guestbook…" }).click();
    const asked = page.getByRole("checkbox", { name: /failed in part/ });
    await asked.waitFor();
    expect(await asked.isChecked()).toBe(false);
  });
});

describe("a restore", () => {
  test("shows what goes and what stays, and is possible only once the name is typed", async () => {
    await signIn(restoreOf("guestbook"));
    await page.getByText("Wiped and filled from the snapshot: 1 volume").waitFor();
    await page.getByText("uploads: this backup does not hold its data").waitFor();
    const confirm = page.getByRole("button", { name: "Delete and restore" });
    await page.getByText("Waits for what has to be accepted above").waitFor();
    await page.getByRole("checkbox", { name: /^I accept this: guestbook/ }).check();
    await page.getByText("Waits for the name above").waitFor();
    await page.getByRole("textbox", { name: "Type guestbook to confirm" }).fill("guestboo");
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Type guestbook to confirm" }).fill("guestbook");
    await confirm.click();
    await page.getByRole("progressbar", { name: "Progress of this operation" }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/operations\//);
  });

  test("of several applications names what becomes of each, and asks for all names", async () => {
    await signIn(restoreOf("guestbook"));
    await page.getByRole("checkbox", { name: "notes", exact: true }).check();
    await page.getByRole("region", { name: "What becomes of notes" }).waitFor();
    await page.getByRole("region", { name: "What becomes of guestbook" }).waitFor();
    await page.getByText("First a safety snapshot of guestbook and notes is taken").waitFor();
    expect(await page.getByRole("textbox", { name: "Type guestbook,notes to confirm" }).isVisible()).toBe(true);
  });

  test("of everything is left to the command line, and the command is said", async () => {
    await signIn(restoreOf("guestbook"));
    await page.getByRole("radio", { name: "Everything" }).check();
    const told = page.getByRole("alert");
    await told.getByText("holdfast restore create --from-backup").waitFor();
    expect(await page.getByRole("button", { name: "Delete and restore" }).count()).toBe(0);
  });

  test("without a safety snapshot is said to be final", async () => {
    await signIn(restoreOf("guestbook"));
    await page.getByRole("switch", { name: /Take a safety snapshot first/ }).click();
    await page.getByText("This restore cannot be undone").waitFor();
    expect(await page.getByText(/^First a safety snapshot/).count()).toBe(0);
  });

  test("that is done tells what came back, and leads to the plan that undoes it", async () => {
    await signIn("/operations/restore-77dd2e");
    await page.getByRole("region", { name: "What came back" }).getByText("24 of 24 objects").waitFor();
    await page.getByRole("link", { name: "Undo this restore…" }).click();
    await page.getByText("guestbook: back to before the restore").waitFor();
    expect(await page.getByRole("button", { name: "Delete and go back" }).isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Type guestbook to confirm" }).fill("guestbook");
    expect(await page.getByRole("button", { name: "Delete and go back" }).isEnabled()).toBe(true);
  });

  test("can be cancelled while that is possible, and be given up once it left something half done", async () => {
    await signIn("/operations/restore-4k2m9x");
    await page.getByRole("button", { name: "Cancel…" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel this operation?" });
    await dialog.getByRole("button", { name: "Cancel the operation" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.goto(`${server.address}/operations/restore-99ab3c`);
    await page.getByRole("button", { name: "Give up…" }).click();
    const leave = page.getByRole("dialog", { name: "Leave it as it is?" });
    expect(await leave.getByRole("button", { name: "Give up" }).isDisabled()).toBe(true);
    await leave.getByRole("textbox", { name: "Type notes to confirm" }).fill("notes");
    expect(await leave.getByRole("button", { name: "Give up" }).isEnabled()).toBe(true);
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

describe("schedules", () => {
  test("say in words when they come, and a new one shows its next times before it is made", async () => {
    await signIn("/schedules");
    const nightly = page.getByRole("region", { name: "nightly" });
    await nightly.getByText("every day at 02:30, Europe/Berlin").waitFor();
    expect(await nightly.getByRole("list", { name: "Next times" }).getByRole("listitem").count()).toBe(5);
    await page.getByRole("button", { name: "Create a schedule" }).click();
    const dialog = page.getByRole("dialog", { name: "Create a schedule" });
    await dialog.getByRole("list", { name: "Next times" }).waitFor();
    await dialog.getByRole("textbox", { name: "When?" }).fill("sometimes");
    await dialog.getByRole("alert").getByText("The schedule's time cannot be read.").waitFor();
    await dialog.getByRole("textbox", { name: "When?" }).fill("every day at 02:30");
    await dialog.getByRole("button", { name: "Create the schedule" }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  test("can be paused, resumed, run and deleted, each by its name", async () => {
    await signIn("/schedules");
    await page.getByRole("button", { name: "Resume notes-hourly" }).waitFor();
    await page.getByRole("button", { name: "Delete nightly…" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete the schedule nightly?" });
    await dialog.getByRole("button", { name: "Delete the schedule" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Run nightly now" }).click();
    await page.getByRole("heading", { name: "Restore of guestbook" }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/operations\//);
  });
});

describe("what is kept", () => {
  test("is a calendar that says for each day what comes and what goes", async () => {
    await signIn("/retention");
    const calendar = page.getByRole("region", { name: "What will exist" });
    await calendar.getByRole("table").first().waitFor();
    expect(await calendar.locator('[data-freed="true"]').first().getAttribute("title")).toMatch(
      /: 32 snapshots at its end, 1 made, 1 deleted$/,
    );
    await page.getByText("Always kept", { exact: true }).waitFor();
  });
});

describe("notifications", () => {
  test("say how each channel fares, and what came of a test", async () => {
    await signIn("/notifications");
    const chat = page.getByRole("region", { name: "chat" });
    await chat.getByText("Fails").waitFor();
    await chat.getByRole("button", { name: "Send a test to chat" }).click();
    await chat.getByText("The test was not sent").waitFor();
    expect(await chat.innerText()).toContain("503 Service Unavailable");
  });

  test("take an address as a secret", async () => {
    await signIn("/notifications");
    await page.getByRole("button", { name: "Add a channel" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a channel" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("ops");
    const address = dialog.getByLabel("Address");
    expect(await address.getAttribute("type")).toBe("password");
    await address.fill("https://alerts.example.com/token");
    await dialog.getByRole("button", { name: "Save the channel" }).click();
    await dialog.waitFor({ state: "hidden" });
  });
});

describe("the overview", () => {
  test("answers in one sentence whether all is kept, then says for each application how old its snapshot is", async () => {
    await signIn("/");
    await page.getByText(/^Not safe: there is no good backup of silent/).waitFor();
    const list = page.getByRole("region", { name: "Data at risk" });
    expect(await list.locator('[data-subject="notes"]').innerText()).toContain("Too old");
    const todo = page.getByRole("region", { name: "What to do" });
    await todo.getByText("holdfast backup create --app notes").waitFor();
  });

  test("reminds of the recovery kit and leads to an application with what a snapshot holds of its data", async () => {
    await signIn("/");
    await page.getByText("A recovery kit is to be made").waitFor();
    await page.getByRole("link", { name: "Guestbook" }).click();
    const data = page.getByRole("region", { name: "What a snapshot holds of its data" });
    await data.getByText("Not in a snapshot: guestbook/uploads").waitFor();
    expect(await data.getByRole("table", { name: "Volumes" }).innerText()).toContain("10 GiB");
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
