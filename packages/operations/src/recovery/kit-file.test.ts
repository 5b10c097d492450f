import { describe, expect, it } from "vitest";
import { openKit, sealKit } from "./kit-file.ts";

const passphrase = "five random words are enough";
const content = JSON.stringify({ repositoryPassword: "pässword" });
const file = await sealKit(content, passphrase, "2026-01-01T00:00:00.000Z");

function changed(change: (parsed: Record<string, unknown>) => unknown): string {
  return JSON.stringify(change(JSON.parse(file) as Record<string, unknown>));
}

describe("a recovery kit's file", () => {
  it("opens with its passphrase alone", async () => {
    expect(await openKit(file, passphrase)).toBe(content);
    await expect(openKit(file, `${passphrase}!`)).rejects.toMatchObject({ code: "wrong-password" });
  });

  it("shows nothing of its content, and is another file each time", async () => {
    expect(file).not.toContain("repositoryPassword");
    expect(await sealKit(content, passphrase, "2026-01-01T00:00:00.000Z")).not.toBe(file);
  });

  it("does not open when anything in it was changed, what is readable included", async () => {
    const flipped = changed((kit) => ({ ...kit, content: `AAAA${String(kit["content"]).slice(4)}` }));
    const redated = changed((kit) => ({ ...kit, createdAt: "2027-01-01T00:00:00.000Z" }));
    for (const text of [flipped, redated]) {
      await expect(openKit(text, passphrase)).rejects.toMatchObject({ code: "wrong-password" });
    }
  });

  it("is told from other files, from newer formats and from what would take all memory", async () => {
    const greedy = changed((kit) => ({ ...kit, kdf: { ...(kit["kdf"] as object), N: 2 ** 30 } }));
    const cut = changed((kit) => ({ ...kit, content: "AAAA" }));
    for (const text of ["", "{}", "[1]", greedy, cut, changed((kit) => ({ ...kit, holdfastRecoveryKit: 2 }))]) {
      await expect(openKit(text, passphrase)).rejects.toMatchObject({ code: "invalid-argument" });
    }
  });

  it("needs a passphrase that cannot be tried out in an afternoon", async () => {
    await expect(sealKit(content, "short", "2026-01-01T00:00:00.000Z")).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});
