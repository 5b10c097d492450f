import { assert, property, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backup, BackupStorageLocation } from "@holdfast/velero";
import { checkWish, locationOf, type DestinationWish } from "./destination-wish.ts";
import { explainUnavailable } from "./explain-unavailable.ts";
import { judgeContents, mayOpen } from "./judge-contents.ts";
import { planSet } from "./plan-set.ts";
import { readCredentials } from "./read-credentials.ts";

const wish: DestinationWish = {
  name: "store",
  bucket: "backups",
  url: "https://store.example.com:9000",
  insecureSkipTlsVerify: false,
  credentials: { accessKeyId: "id", secretAccessKey: "secret" },
};

function backup(name: string, instance: string | undefined, status: Backup["status"] = { phase: "Completed" }): Backup {
  return {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, ...(instance === undefined ? {} : { labels: { "holdfast.dev/instance": instance } }) },
    spec: {},
    ...(status === undefined ? {} : { status }),
  };
}

describe("a wish for a destination", () => {
  it("becomes a ReadOnly location, whatever is asked for", () => {
    const location = locationOf({ ...wish, prefix: "/a/b/" }, "velero", "secret-1");
    expect(location.spec).toMatchObject({
      accessMode: "ReadOnly",
      objectStorage: { bucket: "backups", prefix: "a/b" },
      config: { s3Url: wish.url, region: "us-east-1", s3ForcePathStyle: "true", checksumAlgorithm: "" },
      credential: { name: "secret-1", key: "cloud" },
    });
    expect(location.spec.default).toBeUndefined();
  });

  it("leaves region, path style and checksums to AWS without an address", () => {
    const { url: _, ...aws } = wish;
    expect(locationOf(aws, "velero", "s").spec.config).toEqual({});
  });

  it.each([
    ["a bucket with a folder", { bucket: "backups/here" }],
    ["an address without a scheme", { url: "store:9000" }],
    ["an address with a password in it", { url: "https://me:secret@store" }],
    ["a name that no object may have", { name: "My_Store" }],
    ["a certificate that is none", { caCert: "hello" }],
  ])("is refused with %s", (_, change) => {
    expect(() => checkWish({ ...wish, ...change })).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});

describe("credentials", () => {
  const word = stringMatching(/^[A-Za-z0-9+/]{1,60}$/);

  it("are read from AWS's format, JSON, or the secret alone", () => {
    assert(
      property(word, word, (accessKeyId, secretAccessKey) => {
        const expected = { accessKeyId, secretAccessKey };
        const ini = `# mine\n[other]\naws_access_key_id=no\n[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`;
        expect(readCredentials(ini, undefined)).toEqual(expected);
        expect(readCredentials(JSON.stringify(expected), undefined)).toEqual(expected);
        expect(readCredentials(`${secretAccessKey}\n`, accessKeyId)).toEqual(expected);
      }),
    );
    expect.hasAssertions();
  });

  it("never appear in the fault when something is missing", () => {
    expect(() => readCredentials("[default]\naws_secret_access_key=topsecret", undefined)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("topsecret") }),
    );
  });
});

describe("what is in a location", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");

  it("decides whether it may be opened: only another instance's backups keep it closed", () => {
    expect(mayOpen(judgeContents([backup("a", "me"), backup("b", undefined)], "me", now))).toBe(true);
    const shared = judgeContents([backup("a", "me"), backup("b", "you"), backup("c", "you")], "me", now);
    expect(mayOpen(shared)).toBe(false);
    expect(shared.others).toEqual([{ instance: "you", backups: 2 }]);
  });

  it("names the backups past their expiry", () => {
    const old = backup("old", "you", { phase: "Completed", expiration: "2026-11-20T00:00:00Z" });
    expect(judgeContents([old, backup("new", "you")], "me", now).expired).toEqual(["old"]);
  });
});

describe("setting a destination under a name that is taken", () => {
  const wanted = locationOf(wish, "velero", "s2");
  const ours: BackupStorageLocation = locationOf(wish, "velero", "s1");

  it("changes how the same place is reached", () => {
    expect(planSet(ours, wanted, [backup("a", "me")]).kind).toBe("update");
  });

  it("moves it only when it holds nothing", () => {
    const elsewhere = locationOf({ ...wish, bucket: "other-bucket" }, "velero", "s2");
    expect(planSet(ours, elsewhere, []).kind).toBe("move");
    expect(() => planSet(ours, elsewhere, [backup("a", "me")])).toThrow(
      expect.objectContaining({ code: "already-exists" }),
    );
  });

  it("never changes theirs", () => {
    const theirs = { ...ours, metadata: { name: "store", namespace: "velero" } };
    expect(() => planSet(theirs, wanted, [])).toThrow(expect.objectContaining({ code: "already-exists" }));
  });

  it("waits for a backup that is being made there", () => {
    expect(() => planSet(ours, wanted, [backup("a", "me", { phase: "InProgress" })])).toThrow(
      expect.objectContaining({ code: "locked" }),
    );
  });
});

describe("a location that Velero cannot use", () => {
  it.each([
    ["api error NoSuchBucket: no such bucket", "--bucket"],
    ["dial tcp: lookup store: no such host", "--url"],
    ["x509: certificate signed by unknown authority", "--ca-file"],
    ["SignatureDoesNotMatch", "secret access key"],
    ["something new", "kubectl logs"],
  ])("%s", (message, remedy) => {
    const fault = explainUnavailable("store", message, "it was not made");
    expect(fault.details).toMatchObject({ reason: message, remedy: expect.stringContaining(remedy) });
  });
});
