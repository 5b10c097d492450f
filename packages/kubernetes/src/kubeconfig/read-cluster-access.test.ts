import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TestClock } from "../../test-support/test-clock.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { type AccessOptions, readClusterAccess } from "./read-cluster-access.ts";

const encode = (text: string): string => Buffer.from(text).toString("base64");

interface Entries {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

function kubeconfig(name: string, { cluster = {}, user = {}, context = {} }: Entries = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: `https://${name}.example:6443`, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
  });
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-kubeconfig-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

function read(options: Partial<AccessOptions>): Promise<ClusterAccess> {
  return readClusterAccess({ environment: {}, clock: new TestClock(), ...options });
}

const accessFor = async (user: object): Promise<ClusterAccess> =>
  read({ kubeconfig: await write("config", kubeconfig("a", { user })) });

const faultOf = async (access: Promise<unknown>): Promise<string> =>
  access.then(
    () => "none",
    (error: unknown) => (error as Error).message,
  );

describe("the files of a kubeconfig", () => {
  it("are those of KUBECONFIG, where the first file to name something wins and absent files are skipped", async () => {
    const first = await write("first", kubeconfig("a"));
    const second = await write("second", kubeconfig("b", { context: { namespace: "shop" } }));
    const environment = { KUBECONFIG: [join(directory, "absent"), first, second].join(delimiter) };
    await expect(read({ environment })).resolves.toMatchObject({ contextNamespace: "default" });
    const other = await read({ environment, context: "b" });
    expect(other.server.href).toBe("https://b.example:6443/");
    expect(other.contextNamespace).toBe("shop");
  });

  it("may be YAML", async () => {
    const yaml = [
      "current-context: a",
      "clusters: [{name: a, cluster: {server: 'https://a.example'}}]",
      "contexts: [{name: a, context: {cluster: a, user: ''}}]",
    ].join("\n");
    const access = await read({ kubeconfig: await write("yaml", yaml) });
    expect(access.server.href).toBe("https://a.example/");
    expect(access.credentials.userName).toBe("system:anonymous");
  });

  it("resolve relative paths against themselves, not against the working directory", async () => {
    await write("pki/ca.crt", "CA");
    const path = await write("config", kubeconfig("a", { cluster: { "certificate-authority": "pki/ca.crt" } }));
    await expect(read({ kubeconfig: path })).resolves.toMatchObject({ tls: { certificateAuthority: "CA" } });
  });
});

describe("a kubeconfig that cannot be used", () => {
  it("is refused with what is wrong and in which file", async () => {
    const path = await write("config", kubeconfig("a"));
    const absent = join(directory, "absent");
    expect(await faultOf(read({ kubeconfig: absent }))).toContain(`The kubeconfig ${absent} cannot be read`);
    expect(await faultOf(read({ kubeconfig: path, context: "x" }))).toBe(
      `The kubeconfig ${path} has no context x; it has: a`,
    );
    const broken = await write("broken", "clusters: [");
    expect(await faultOf(read({ kubeconfig: broken }))).toContain(`The kubeconfig ${broken} is not valid YAML`);
    const noUser = await write("no-user", kubeconfig("a", { context: { user: "b" } }));
    expect(await faultOf(read({ kubeconfig: noUser }))).toContain("names the user b, which is not there");
    const noCluster = await write("no-cluster", kubeconfig("a", { context: { cluster: "b" } }));
    expect(await faultOf(read({ kubeconfig: noCluster }))).toContain("names the cluster b, which is not there");
    const badServer = await write("bad-server", kubeconfig("a", { cluster: { server: "ftp://x" } }));
    expect(await faultOf(read({ kubeconfig: badServer }))).toContain("ftp://x");
    const provider = await write("provider", kubeconfig("a", { user: { "auth-provider": { name: "gcp" } } }));
    expect(await faultOf(read({ kubeconfig: provider }))).toContain("auth-provider gcp");
  });

  it("is refused as InvalidKubeconfig", async () => {
    await expect(read({ kubeconfig: join(directory, "absent") })).rejects.toMatchObject({
      reason: "InvalidKubeconfig",
      status: 0,
    });
  });
});

describe("the credentials of a kubeconfig", () => {
  it("are a client certificate, where data wins over a file", async () => {
    const { credentials } = await accessFor({
      "client-certificate": "absent.crt",
      "client-certificate-data": encode("CERT"),
      "client-key-data": encode("KEY"),
    });
    await expect(credentials.read()).resolves.toEqual({ clientCertificate: { certificate: "CERT", key: "KEY" } });
  });

  it("are a token, which names its user if it is a JSON Web Token", async () => {
    const token = `x.${Buffer.from(JSON.stringify({ sub: "system:serviceaccount:a:b" })).toString("base64url")}.y`;
    const { credentials } = await accessFor({ token });
    expect(credentials.userName).toBe("system:serviceaccount:a:b");
    await expect(credentials.read()).resolves.toEqual({ authorization: `Bearer ${token}` });
    expect((await accessFor({ token: "opaque" })).credentials.userName).toBe("a");
  });

  it("are a token file, read again after a minute and after a refusal", async () => {
    const clock = new TestClock();
    const tokenFile = await write("token", "one\n");
    const path = await write("config", kubeconfig("a", { user: { tokenFile, token: "ignored" } }));
    const { credentials } = await read({ kubeconfig: path, clock });
    await expect(credentials.read()).resolves.toEqual({ authorization: "Bearer one" });
    await write("token", "two");
    await expect(credentials.read()).resolves.toEqual({ authorization: "Bearer one" });
    await clock.advance(61_000);
    await expect(credentials.read()).resolves.toEqual({ authorization: "Bearer two" });
    await write("token", "three");
    expect(credentials.forget()).toBe(true);
    await expect(credentials.read()).resolves.toEqual({ authorization: "Bearer three" });
  });

  it("are a name and password", async () => {
    const { credentials } = await accessFor({ username: "ann", password: "p" });
    expect(credentials.userName).toBe("ann");
    await expect(credentials.read()).resolves.toEqual({ authorization: `Basic ${encode("ann:p")}` });
  });

  it("carry an impersonation along", async () => {
    const { impersonation } = await accessFor({ token: "t", as: "bob", "as-groups": ["g", "h"] });
    expect(impersonation).toEqual({ "impersonate-user": "bob", "impersonate-group": ["g", "h"] });
  });
});

describe("the trust in a server", () => {
  it("is read with its name and whether it is checked at all", async () => {
    const cluster = {
      "certificate-authority-data": encode("CA"),
      "tls-server-name": "kube",
      "insecure-skip-tls-verify": true,
    };
    const path = await write("config", kubeconfig("a", { cluster }));
    await expect(read({ kubeconfig: path })).resolves.toMatchObject({
      tls: { certificateAuthority: "CA", serverName: "kube", skipVerification: true },
    });
  });
});
