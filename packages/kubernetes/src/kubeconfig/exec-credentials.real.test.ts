import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TestClock } from "../../test-support/test-clock.ts";
import type { CredentialSource } from "./credentials.ts";
import { execCredentials } from "./exec-credentials.ts";
import type { ExecEntry } from "./kubeconfig-file.ts";

let directory: string;
let clock: TestClock;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-exec-"));
  clock = new TestClock();
});
afterEach(() => rm(directory, { recursive: true }));

/** A plugin that counts its runs, keeps what it was told, and runs `body` with the count in $n. */
async function plugin(body: string, fields: Partial<ExecEntry> = {}): Promise<CredentialSource> {
  const command = join(directory, "plugin");
  const lines = [
    "#!/bin/sh",
    `cd '${directory}'`,
    "echo x >> runs",
    "n=$(wc -l < runs)",
    'echo "$KUBERNETES_EXEC_INFO" > info',
    body,
  ];
  await writeFile(command, lines.join("\n"), { mode: 0o755 });
  const entry: ExecEntry = {
    apiVersion: "client.authentication.k8s.io/v1",
    command,
    args: ["login"],
    env: { PLUGIN_SECRET: "s" },
    installHint: "Install it with apt",
    provideClusterInfo: true,
    interactiveMode: "Never",
    ...fields,
  };
  return execCredentials({ entry, userName: "ann", cluster: { server: "https://a" }, clock });
}

const answer = (status: string): string =>
  `echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{${status.replaceAll('"', '\\"')}}}"`;

describe("a credential plugin", () => {
  it("is told what is asked of it and for which cluster, with its arguments and environment", async () => {
    const source = await plugin(answer('"token":"$1-$PLUGIN_SECRET"'));
    await expect(source.read()).resolves.toEqual({ authorization: "Bearer login-s" });
    const info: unknown = JSON.parse(await readFile(join(directory, "info"), "utf8"));
    expect(info).toEqual({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      spec: { interactive: false, cluster: { server: "https://a" } },
    });
  });

  it("runs once for all requests until its credentials expire", async () => {
    const expiry = new Date(clock.now() + 60_000).toISOString();
    const source = await plugin(answer(`"token":"t$n","expirationTimestamp":"${expiry}"`));
    const first = await Promise.all([source.read(), source.read()]);
    expect(first.map((credentials) => credentials.authorization)).toEqual(["Bearer t1", "Bearer t1"]);
    await clock.advance(59_000);
    expect((await source.read()).authorization).toBe("Bearer t1");
    await clock.advance(2000);
    expect((await source.read()).authorization).toBe("Bearer t2");
  });

  it("runs again after the server refused what it gave", async () => {
    const source = await plugin(answer('"token":"t$n"'));
    await source.read();
    expect(source.forget()).toBe(true);
    expect((await source.read()).authorization).toBe("Bearer t2");
  });

  it("may give a client certificate", async () => {
    const source = await plugin(answer('"clientCertificateData":"C","clientKeyData":"K"'));
    await expect(source.read()).resolves.toEqual({ clientCertificate: { certificate: "C", key: "K" } });
  });

  it("that fails, is missing or gives nothing is named, with how to install it", async () => {
    await expect((await plugin("exit 3")).read()).rejects.toThrow(/plugin ended with exit code 3. Install it with apt/);
    await expect((await plugin("echo no")).read()).rejects.toThrow("printed something that is not JSON");
    await expect((await plugin(answer(""))).read()).rejects.toThrow("gave neither a token nor a certificate");
    const missing = await plugin("", { command: join(directory, "absent") });
    await expect(missing.read()).rejects.toMatchObject({ reason: "InvalidKubeconfig" });
  });
});
