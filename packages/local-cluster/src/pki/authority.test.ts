import { X509Certificate, createPrivateKey } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { createAuthority, issueClient, issueServing } from "./authority.ts";
import { createControlPlanePki, readControlPlanePki, writeControlPlanePki } from "./control-plane-pki.ts";
import { pkiFiles } from "./pki-files.ts";
import { kubeconfigText } from "./kubeconfig.ts";

describe("certificates", () => {
  it("are signed by their authority and belong to their key", async () => {
    const authority = await createAuthority("test");
    const serving = await issueServing(authority, {
      commonName: "server",
      dnsNames: ["localhost"],
      addresses: ["127.0.0.1", "10.96.0.1"],
    });
    const certificate = new X509Certificate(serving.certificatePem);
    expect(certificate.verify(new X509Certificate(authority.certificatePem).publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(serving.privateKeyPem))).toBe(true);
    expect(certificate.checkIP("10.96.0.1")).toBe("10.96.0.1");
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.ca).toBe(false);
  });

  it("of clients name the user and every group", async () => {
    const authority = await createAuthority("test");
    const client = await issueClient(authority, {
      commonName: "system:node:one",
      organizations: ["system:nodes", "b"],
    });
    const subject = new X509Certificate(client.certificatePem).subject.split("\n");
    expect(subject).toContain("CN=system:node:one");
    expect(subject).toContain("O=system:nodes");
    expect(subject).toContain("O=b");
  });
});

describe("the keys of a control plane", () => {
  it("are the same after they were written and read", async () => {
    const directory = await mkdtemp(join(tmpdir(), "holdfast-pki-"));
    try {
      expect(await readControlPlanePki(directory)).toBeUndefined();
      const pki = await createControlPlanePki({ addresses: ["10.200.0.1"] });
      await writeControlPlanePki(directory, pki);
      expect(await readControlPlanePki(directory)).toEqual(pki);
      expect((await stat(pkiFiles(directory).key("admin"))).mode & 0o077).toBe(0);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("make a kubeconfig that carries everything in itself", async () => {
    const authority = await createAuthority("test");
    const client = await issueClient(authority, { commonName: "me" });
    const text = kubeconfigText({
      name: "one",
      server: "https://127.0.0.1:6443",
      authorityPem: authority.certificatePem,
      client,
    });
    const kubeconfig = parse(text) as { users: { user: Record<string, string> }[]; "current-context": string };
    expect(kubeconfig["current-context"]).toBe("one");
    const key = kubeconfig.users[0]?.user["client-key-data"] ?? "";
    expect(Buffer.from(key, "base64").toString()).toBe(client.privateKeyPem);
  });
});
