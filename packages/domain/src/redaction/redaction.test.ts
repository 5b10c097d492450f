import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownValues } from "./known-values.ts";
import { redactObject } from "./redact-object.ts";
import { redactText } from "./redact-text.ts";

const canary = "c4narY-Value-93";

describe("a text", () => {
  const leaks: readonly (readonly [string, string])[] = [
    ["an assignment", `connecting with password=${canary} to db`],
    ["JSON", `{"level":"info","token":"${canary}"}`],
    ["JSON in JSON", `{"message":"{\\"dbPassword\\":\\"${canary}\\"}"}`],
    ["YAML", `smtp:\n  password: ${canary}\n`],
    ["YAML with blanks", `smtp:\n  - password: my ${canary} phrase`],
    ["a variable", `POSTGRES_PASSWORD='${canary}' start`],
    ["an option", `run --api-key ${canary} now`],
    ["a bearer token", `Authorization: Bearer ${canary}`],
    ["a URL's user", `dial postgres://app:${canary}@db:5432/shop`],
    ["a URL's parameter", `GET https://store/x?sig=${canary}&v=1`],
    ["a connection string", `AccountName=a;AccountKey=${canary};EndpointSuffix=x`],
    ["a private key", `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----`],
    ["a private key that is cut off", `-----BEGIN PRIVATE KEY-----\n${canary}\nMIIE`],
    ["a private key on one line", `"-----BEGIN EC PRIVATE KEY-----\\n${canary}\\n-----END EC PRIVATE KEY-----\\n"`],
    ["a credentials file", `[default]\naws_access_key_id = AKIAABCDEFGHIJKLMNOP\naws_secret_access_key = ${canary}`],
    ["JSON with a quote in it", `{"password":"a\\"${canary}"}`],
    ["JSON in JSON with a quote in it", `{"message":"{\\"password\\":\\"a\\\\\\"${canary}\\"}"}`],
    ["JSON in JSON in JSON", `\\\\\\"token\\\\\\":\\\\\\"${canary}\\\\\\"`],
    ["JSON that is cut off", `{"level":"info","token":"a ${canary}`],
    ["JSON below the name", `{"tokens":["${canary}"],"secret":{"x":"${canary}"}}`],
    ["a message in quotes", `level=info msg="login with password=${canary} failed"`],
    ["an option in quotes", `run --password "a ${canary}" now`],
    ["an option in single quotes", `run --password 'a ${canary}' now`],
    ["a short option", `mysql -h db -u root -p${canary} shop`],
    ["an option of redis", `redis-cli -h cache -a ${canary} ping`],
    ["a URL's password with a slash", `postgres://app:a/${canary}@db`],
    ["a URL's password with an at", `postgres://app:a@${canary}@db:5432/x`],
    ["a URL's password with a hash", `postgres://app:${canary}#1@db`],
    ["a block of YAML", `smtp:\n  password: |-\n    first\n\n    ${canary}\n  host: db [redacted]`],
    ["the line below its name", `password:\n  ${canary}\nhost: db`],
    ["a list below its name", `tokens:\n- ${canary}\nhost: db`],
    ["a short variable", `DB_PW=${canary} PGPASS=${canary}`],
    ["a hook's address", `posting to https://hooks.slack.com/services/T0/B0/${canary}`],
  ];
  test.each(leaks)("holds no secret out of %s", (_where, text) => {
    const result = redactText(text);
    expect(result).not.toContain(canary);
    expect(result).not.toContain("AKIAABCDEFGH");
    expect(result).toContain("[redacted");
  });

  test("keeps what is no secret", () => {
    for (const text of [
      "Backup m-abcde-20260101 is PartiallyFailed: 3 errors",
      "secretName: holdfast-notifications",
      "GET https://store.example.com:9000/velero/backups/a.tar.gz -> 404",
      "with token=null password=",
      'level=error msg="restore hook failed" container=db exit=1',
      "pull docker://registry:5000/shop/web@sha256:0123456789abcdef",
      "password:\nhost: db",
      "mkdir -p /data && mysqld --port 3306",
    ]) {
      expect(redactText(text)).toBe(text);
    }
  });

  test("loses every known value wherever it stands, and nothing else", () => {
    const value = fc.string({ minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), fc.array(fc.string(), { maxLength: 8 }), (values, between) => {
        const text = values.map((one, index) => `${between[index] ?? ""}${one}`).join("\u0001");
        const result = knownValues(values).redact(text);
        const rest = result.replaceAll("[redacted]", "\u0001");
        for (const one of values) expect(rest.includes(one)).toBe(false);
      }),
    );
    expect(knownValues(["short", "longer-value"]).redact("a short longer-value")).toBe("a short [redacted]");
  });

  test("made to be slow is read as quickly as any other", () => {
    const began = performance.now();
    for (const piece of [
      "-eyJ",
      "password='\\",
      'a="\\"',
      '\\"token\\":\\"',
      "token={",
      "x://a:",
      "mysql ",
      "\n- password:",
    ]) {
      redactText(piece.repeat(20_000));
    }
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test("of megabytes is read in one go with thousands of known values", () => {
    const values = Array.from({ length: 5000 }, (_, index) => `value-number-${index}-of-many`);
    const line = 'time="2026-01-01T00:00:00Z" level=info msg="Backed up 17 items out of an estimated total of 300"\n';
    const text = line.repeat(20_000);
    const began = performance.now();
    expect(knownValues(values).redact(text)).toBe(text);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

const print = (object: Readonly<Record<string, unknown>>, known: readonly string[] = []) =>
  JSON.stringify(redactObject(object, { known }));

describe("an object", () => {
  test("of kind Secret keeps the names and sizes of its entries", () => {
    const data = { username: "YWRtaW4=", password: "c2VjcmV0MTIz" };
    const result = redactObject({ kind: "Secret", metadata: { name: "db" }, data, stringData: { more: canary } });
    expect(result).toEqual({
      kind: "Secret",
      metadata: { name: "db" },
      data: { username: "[redacted] (5 bytes)", password: "[redacted] (9 bytes)" },
      stringData: { more: `[redacted] (${canary.length} bytes)` },
    });
  });

  test("keeps no secret in a variable, an argument, an annotation, a config value or a file", () => {
    const object = {
      kind: "Deployment",
      metadata: {
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": `{"env":"${canary}"}`,
          "example.com/note": `https://user:${canary}@host/`,
        },
      },
      spec: {
        containers: [
          { args: ["--password", canary, `--token=${canary}`], command: ["sh", "-c", `login -p password=${canary}`] },
          {
            env: [
              { name: "DB_PASSWORD", value: canary },
              { name: "PLAIN", value: "shown" },
            ],
          },
        ],
        items: [{ name: "smtp", type: "password", value: canary, default: canary }],
        config: { apiKey: canary, pinCode: 17 },
      },
    };
    expect(print(object)).not.toContain(canary);
    expect(print(object)).toContain("shown");
    const file = {
      kind: "ConfigMap",
      data: { "app.ini": `[db]\npassword = ${canary}\nhost = db` },
      binaryData: { x: "aGVsbG8=" },
    };
    expect(print(file)).not.toContain(canary);
    expect(print(file)).toContain("host = db");
    expect(print(file)).not.toContain("aGVsbG8=");
  });

  test("keeps no secret below the name of one, beside the name of one, or behind a short option", () => {
    for (const spec of [
      { secret: [canary] },
      { tokens: { a: canary } },
      { password: { value: canary } },
      { headers: [{ key: "Authorization", value: canary }] },
      { params: [{ name: "password", values: [canary] }] },
      { args: ["-p", canary] },
      { args: ["-uroot", `-p${canary}`] },
      { command: ["mysql", `-p${canary}`] },
      { command: ["redis-cli", "-a", canary] },
      { env: [{ name: "DB_PW", value: canary }] },
    ]) {
      expect(print({ kind: "X", spec })).not.toContain(canary);
    }
    const plain = { args: ["-p", "8080"], volumes: [{ name: "v", secret: { secretName: "db", defaultMode: 420 } }] };
    const license = { license: { endsAt: "2027-01-01", customer: "a" }, credential: { name: "cloud", key: "cloud" } };
    expect(redactObject({ kind: "X", plain, license })).toEqual({ kind: "X", plain, license });
  });

  test("keeps references to Secrets", () => {
    const env = [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }];
    expect(redactObject({ kind: "Pod", spec: { env } })).toEqual({ kind: "Pod", spec: { env } });
  });

  test("loses a known value under any name, also as a key", () => {
    expect(print({ kind: "X", spec: { [canary]: canary, list: [`a ${canary} b`] } }, [canary])).not.toContain(canary);
  });
});
