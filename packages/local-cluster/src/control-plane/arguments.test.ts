import { describe, expect, it } from "vitest";
import { pkiFiles } from "../pki/pki-files.ts";
import { apiServerArguments, controllerManagerArguments, etcdArguments } from "./arguments.ts";

const pki = pkiFiles("/pki");

describe("etcd", () => {
  const settings = { pki, dataDirectory: "/data", clientPort: 2379, peerPort: 2380 } as const;

  it("writes to the disk before it answers, unless the data may be lost", () => {
    expect(etcdArguments({ ...settings, sync: "fsync" })).not.toContain("--unsafe-no-fsync");
    expect(etcdArguments({ ...settings, sync: "none" })).toContain("--unsafe-no-fsync");
  });

  it("listens on loopback alone, and to holders of a certificate alone", () => {
    const args = etcdArguments({ ...settings, sync: "fsync" });
    const urls = args.filter((argument) => argument.startsWith("--listen"));
    expect(urls.every((url) => url.includes("//127.0.0.1:"))).toBe(true);
    expect(args).toContain("--client-cert-auth");
  });
});

describe("the API server", () => {
  const settings = { pki, etcdClientPort: 2379, bindAddress: "127.0.0.1", port: 6443 } as const;

  it("publishes its address only when it is given one", () => {
    expect(apiServerArguments(settings)).toContain("--endpoint-reconciler-type=none");
    const args = apiServerArguments({ ...settings, advertiseAddress: "10.200.0.1" });
    expect(args).toContain("--advertise-address=10.200.0.1");
    expect(args).not.toContain("--endpoint-reconciler-type=none");
  });

  it("takes further flags last, so that they count", () => {
    expect(apiServerArguments({ ...settings, more: ["--v=4"] }).at(-1)).toBe("--v=4");
  });
});

describe("the controller-manager", () => {
  it("acts as each controller with that controller's rights", () => {
    const args = controllerManagerArguments({ pki, kubeconfigPath: "/k", port: 1, certificateDirectory: "/c" });
    expect(args).toContain("--use-service-account-credentials=true");
  });
});
