import { assert, property, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backup, BackupStorageLocation } from "@holdfast/velero";
import { importsAtStart } from "./await-import.ts";
import { checkWish, locationOf, type DestinationWish } from "./destination-wish.ts";
import { explainUnavailable } from "./explain-unavailable.ts";
import { judgeContents, mayOpen, outgrows } from "./judge-contents.ts";
import { changedLocation, planSet } from "./plan-set.ts";
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
    [{ kind: "AES256" } as const, { serverSideEncryption: "AES256" }],
    [{ kind: "aws:kms" } as const, { serverSideEncryption: "aws:kms" }],
    [{ kind: "aws:kms", keyId: "alias/backups" } as const, { kmsKeyId: "alias/backups" }],
  ])("asks for encryption at the store as %j by the plugin's own keys", (serverSideEncryption, config) => {
    const { url: _, ...aws } = wish;
    expect(locationOf({ ...aws, serverSideEncryption }, "velero", "s").spec.config).toEqual(config);
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

  it("keeps it closed when another instance's backups are among it", () => {
    expect(mayOpen(judgeContents([backup("a", "me"), backup("b", undefined)], "me", now))).toBe(true);
    const shared = judgeContents([backup("a", "me"), backup("b", "you"), backup("c", "you")], "me", now);
    expect(mayOpen(shared)).toBe(false);
    expect(shared.others).toEqual([{ instance: "you", backups: 2 }]);
  });

  it("keeps it closed when Velero would delete backups that this instance did not make", () => {
    const gone = { phase: "Completed", expiration: "2026-11-20T00:00:00Z" } as const;
    const outside = judgeContents([backup("nightly", undefined, gone), backup("a", "me")], "me", now);
    expect(outside.foreignExpired).toEqual(["nightly"]);
    expect(mayOpen(outside)).toBe(false);
    expect(mayOpen(judgeContents([backup("a", "me", gone), backup("b", undefined)], "me", now))).toBe(true);
  });

  it("outgrows what was agreed to when another backup expires or another instance appears", () => {
    const gone = { phase: "Completed", expiration: "2026-11-20T00:00:00Z" } as const;
    const agreed = judgeContents([backup("a", "you")], "me", now);
    expect(outgrows(judgeContents([backup("a", "you"), backup("b", "you")], "me", now), agreed)).toBe(false);
    expect(outgrows(judgeContents([backup("a", "you", gone)], "me", now), agreed)).toBe(true);
    expect(outgrows(judgeContents([backup("a", "you"), backup("b", "them")], "me", now), agreed)).toBe(true);
  });

  it("names the backups past their expiry", () => {
    const old = backup("old", "you", { phase: "Completed", expiration: "2026-11-20T00:00:00Z" });
    expect(judgeContents([old, backup("new", "you")], "me", now).expired).toEqual(["old"]);
  });
});

describe("setting a destination under a name that is taken", () => {
  const wanted = locationOf(wish, "velero", "s2");
  const ours: BackupStorageLocation = locationOf(wish, "velero", "s1");

  it("changes the credentials of the same place", () => {
    expect(planSet(ours, wanted, [backup("a", "me")]).kind).toBe("update");
    const slash = locationOf({ ...wish, url: `${wish.url}/` }, "velero", "s2");
    expect(planSet(ours, slash, [backup("a", "me")]).kind).toBe("update");
  });

  it.each([
    ["address", { url: "https://other.example.com:9000" }],
    ["region", { region: "eu-central-1" }],
  ])("examines it as a new one with another %s, for it may be another store", (_, change) => {
    const elsewhere = locationOf({ ...wish, ...change }, "velero", "s2");
    expect(planSet(ours, elsewhere, [backup("a", "me")]).kind).toBe("move");
    expect(planSet(ours, elsewhere, []).kind).toBe("move");
  });

  it("closes it while it is examined, and leaves it open when only credentials change", () => {
    const status = { phase: "Available", lastSyncedTime: "2026-11-21T12:00:00Z" } as const;
    const open: BackupStorageLocation = {
      ...ours,
      spec: { ...ours.spec, accessMode: "ReadWrite", default: true },
      status,
    };
    const kept = changedLocation({ kind: "update", previous: open }, wanted);
    expect(kept).toMatchObject({
      spec: { accessMode: "ReadWrite", default: true, credential: { name: "s2" } },
      status,
    });
    const closed = changedLocation({ kind: "move", previous: open }, wanted);
    expect(closed).toMatchObject({ spec: { accessMode: "ReadOnly", default: true } });
    expect(closed.status).toEqual({ phase: "Available" });
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

describe("a start of Velero brings an import", () => {
  const at = "2026-11-21T12:00:00Z";
  it.each([
    ["when there was none yet", { phase: "Available", lastValidationTime: at }, true],
    [
      "when the last is a minute old",
      { phase: "Available", lastValidationTime: at, lastSyncedTime: "2026-11-21T11:59:00Z" },
      true,
    ],
    [
      "but not when it is younger",
      { phase: "Available", lastValidationTime: at, lastSyncedTime: "2026-11-21T11:59:01Z" },
      false,
    ],
    ["but not before the location was validated", {}, false],
    ["but not while it is Unavailable", { phase: "Unavailable", lastValidationTime: at }, false],
  ])("%s", (_, status, expected) => {
    expect(importsAtStart({ ...locationOf(wish, "velero", "secret-1"), status })).toBe(expected);
  });
});
