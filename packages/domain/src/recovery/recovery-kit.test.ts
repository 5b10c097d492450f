import { describe, expect, it } from "vitest";
import { compareKit } from "./compare-kit.ts";
import { parseRecoveryKit } from "./recovery-kit.ts";
import type { RecoveryKit } from "./recovery-kit.ts";

const kit: RecoveryKit = {
  createdAt: "2026-01-01T00:00:00.000Z",
  repositoryPassword: "secret",
  instance: "abcde",
  versions: { holdfast: "0.1.0", kubernetes: "v1.34.1", velero: "v1.18.3", uploader: "kopia" },
  destinations: [{ name: "s3", provider: "aws", bucket: "backups", config: { region: "eu-central-1" } }],
  vendorKeys: { guestbook: "key" },
};

describe("a recovery kit", () => {
  it("is read as it was written", () => {
    expect(parseRecoveryKit(JSON.stringify(kit))).toEqual(kit);
  });

  it("is refused with the field that is missing, and without its content", () => {
    const { repositoryPassword: _, ...rest } = kit;
    const fault = faultOf(() => parseRecoveryKit(JSON.stringify({ ...rest, instance: "hidden" })));
    expect(fault).toMatchObject({ code: "invalid-argument", details: { reason: "repositoryPassword is missing" } });
    expect(JSON.stringify(fault)).not.toContain("hidden");
  });

  it("matches the cluster it was made in, and says nothing of credentials that only one of them holds", () => {
    const [destination] = kit.destinations;
    if (destination === undefined) throw new Error("the kit has a destination");
    const withCredentials = { ...kit, destinations: [{ ...destination, credentials: "x" }] };
    expect(compareKit(withCredentials, kit)).toEqual({ password: "same", changes: [] });
  });

  it("names what changed since it was made", () => {
    const present: RecoveryKit = {
      ...kit,
      repositoryPassword: "another",
      versions: { ...kit.versions, velero: "v1.18.4" },
      destinations: [
        { name: "s3", provider: "aws", bucket: "moved", config: {} },
        { name: "nfs", provider: "aws", bucket: "b", config: {} },
      ],
      vendorKeys: { guestbook: "other", notes: "key" },
    };
    expect(compareKit(kit, present)).toEqual({
      password: "other",
      changes: [
        "destination s3 is another place or set otherwise",
        "destination nfs is new",
        "Velero was v1.18.3, is v1.18.4",
        "the vendor of guestbook signs with another key",
        "application notes is new",
      ],
    });
    expect(compareKit(kit, undefined).password).toBe("absent");
  });
});

function faultOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
