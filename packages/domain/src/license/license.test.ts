import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { JsonValue } from "./canonical-json.ts";
import { decideLicense, licenseAfterRestore } from "./decide-license.ts";
import type { LicenseQuestion, Signatures } from "./decide-license.ts";
import { isExpired } from "./license.ts";
import type { License, SignedLicense } from "./license.ts";
import { formatLicense, readLicense, signedContent } from "./read-license.ts";

const license: License = {
  id: "3f6c0c9a5b1e4d27",
  issue: 1,
  application: "guestbook",
  customer: "Example Ltd",
  isSnapshotSupported: true,
  fields: { edition: "pro" },
};
const signed = (wish: Partial<License> = {}, keyId = "21fe31dfa154a261"): SignedLicense => ({
  license: { ...license, ...wish },
  signature: { algorithm: "Ed25519", keyId, value: `${"A".repeat(86)}==` },
});

/** Says yes to what the test declares signed. */
const trusting = (content: string): Signatures => ({
  keyId: (publicKey) => (publicKey === "the key" ? "21fe31dfa154a261" : "0000000000000000"),
  verify: (text) => text === content,
});

describe("canonical JSON", () => {
  it("is what the license format's worked example says", () => {
    expect(signedContent(license)).toBe(
      '{"apiVersion":"holdfast.dev/v1alpha1","kind":"License","spec":{"application":"guestbook","customer":"Example Ltd","fields":{"edition":"pro"},"id":"3f6c0c9a5b1e4d27","isSnapshotSupported":true,"issue":1}}',
    );
  });

  it("sorts names by UTF-16 code units and writes numbers as RFC 8785 does", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
    expect(canonicalJson([1e21, 1e-7, 333333333.3333333, -0, 4.5])).toBe("[1e+21,1e-7,333333333.3333333,0,4.5]");
  });

  it("refuses what has no canonical form", () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
    expect(() => canonicalJson("\ud800")).toThrow(RangeError);
  });

  it("is the same for the same value however it was written, and parses back to it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as JsonValue;
        if (/\p{Surrogate}/u.test(JSON.stringify(json).replaceAll(/\\u(d[89a-f])/gu, "\ud800"))) return;
        const text = canonicalJson(json);
        expect(JSON.parse(text)).toEqual(json);
        expect(canonicalJson(shuffled(json))).toBe(text);
      }),
    );
  });
});

function shuffled(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, member === undefined ? undefined : shuffled(member)]),
  );
}

describe("license files", () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !/\p{Surrogate}/u.test(text));
  const fields = fc.dictionary(
    word.filter((name) => name !== "__proto__"),
    fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constantFrom("on", "0644", "null", "~", "1e3", "2001-01-01")),
  );

  it("are read as they were written, whatever the fields are", () => {
    fc.assert(
      fc.property(fields, word, (given, customer) => {
        const written = signed({ fields: given, customer });
        const reading = readLicense("license.yaml", formatLicense(written));
        expect(reading).toEqual({ kind: "read", signed: written });
      }),
    );
  });

  it("name everything that is wrong, with lines", () => {
    const text = formatLicense(signed()).replace("issue: 1", "issue: none").replace("customer:", "client:");
    const reading = readLicense("license.yaml", text);
    expect(reading).toMatchObject({ kind: "refused" });
    expect(reading.kind === "refused" && reading.problems.join("\n")).toMatch(
      /license.yaml:\d+: spec.client: is not a field[\s\S]*license.yaml:5: spec.issue: must be a whole number/u,
    );
    const unsigned = formatLicense(signed()).replace(/signature:[\s\S]*/u, "");
    expect(readLicense("license.yaml", unsigned)).toMatchObject({
      problems: expect.arrayContaining([expect.stringContaining("the license is not signed")]) as unknown,
    });
  });
});

const decide = (question: Partial<LicenseQuestion>, content = signedContent(license)) =>
  decideLicense(
    { signed: signed(), application: "guestbook", publicKey: "the key", stored: undefined, ...question },
    trusting(content),
  );

describe("what is decided about a license", () => {
  it("accepts one that is signed by the pinned key for this application", () => {
    expect(decide({})).toEqual({ kind: "accepted", isNew: true });
    expect(decide({ stored: signed() })).toEqual({ kind: "accepted", isNew: false });
  });

  it("refuses another application, another key and changed content", () => {
    expect(decide({ application: "notes" })).toMatchObject({ code: "invalid-license" });
    expect(decide({ publicKey: "another" })).toMatchObject({ code: "untrusted-key" });
    expect(decide({ signed: signed({ customer: "Somebody else" }) })).toMatchObject({ code: "invalid-license" });
  });

  it("refuses an older issue, and another content of the same issue, of the same key only", () => {
    const present = signed({ issue: 2 });
    expect(decide({ stored: present })).toMatchObject({ code: "license-replayed" });
    expect(decide({ stored: signed({ customer: "Other" }) })).toMatchObject({ code: "license-replayed" });
    expect(decide({ stored: signed({ issue: 2 }, "9999999999999999") })).toMatchObject({ kind: "accepted" });
  });

  it("is shown as expired from its time on", () => {
    const expires = "2026-01-01T00:00:00Z";
    expect(isExpired({ ...license, expires }, Date.parse(expires) - 1)).toBe(false);
    expect(isExpired({ ...license, expires }, Date.parse(expires))).toBe(true);
    expect(isExpired(license, Date.parse("3000-01-01T00:00:00Z"))).toBe(false);
  });

  it("never rolls back at a restore", () => {
    expect(licenseAfterRestore(undefined, signed())).toBe("from-backup");
    expect(licenseAfterRestore(signed({ issue: 2 }), signed())).toBe("stored");
    expect(licenseAfterRestore(signed(), signed({ issue: 2 }))).toBe("from-backup");
    expect(licenseAfterRestore(signed({}, "9999999999999999"), signed({ issue: 9 }))).toBe("stored");
  });
});
