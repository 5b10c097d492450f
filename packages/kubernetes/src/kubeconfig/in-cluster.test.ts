import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

import { TestClock } from "../../test-support/test-clock.ts";
import { inClusterAccess } from "./in-cluster.ts";

it("takes address, authority, namespace and user from the pod's environment and service account", async () => {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-account-"));
  try {
    const claims = Buffer.from(JSON.stringify({ sub: "system:serviceaccount:holdfast:server" })).toString("base64url");
    await writeFile(join(directory, "token"), `h.${claims}.s`);
    await writeFile(join(directory, "ca.crt"), "CA");
    await writeFile(join(directory, "namespace"), "holdfast\n");
    const environment = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "6443" };
    const access = await inClusterAccess(environment, new TestClock(), directory);
    expect(access.server.href).toBe("https://[fd00::1]:6443/");
    expect(access).toMatchObject({ contextNamespace: "holdfast", tls: { certificateAuthority: "CA" } });
    expect(access.credentials.userName).toBe("system:serviceaccount:holdfast:server");
  } finally {
    await rm(directory, { recursive: true });
  }
});

it("is refused with the path when there is no service account", async () => {
  const access = inClusterAccess({ KUBERNETES_SERVICE_HOST: "10.96.0.1" }, new TestClock(), "/nonexistent");
  await expect(access).rejects.toThrow("The pod's service account cannot be read");
});
