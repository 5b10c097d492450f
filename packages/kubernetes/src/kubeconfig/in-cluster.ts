import { readFile } from "node:fs/promises";

import type { Clock } from "../clock.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { tokenFileCredentials } from "./credentials.ts";
import { invalidKubeconfig } from "./invalid-kubeconfig.ts";

const accountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

type Environment = Readonly<Record<string, string | undefined>>;

export function isInCluster(environment: Environment): boolean {
  return (environment["KUBERNETES_SERVICE_HOST"] ?? "") !== "";
}

/** The access a pod has through its service account. */
export async function inClusterAccess(
  environment: Environment,
  clock: Clock,
  directory = accountDirectory,
): Promise<ClusterAccess> {
  const host = environment["KUBERNETES_SERVICE_HOST"] ?? "";
  const port = environment["KUBERNETES_SERVICE_PORT"] ?? "443";
  try {
    const credentials = tokenFileCredentials(`${directory}/token`, clock);
    await credentials.ready;
    return {
      server: new URL(`https://${host.includes(":") ? `[${host}]` : host}:${port}`),
      contextNamespace: (await readFile(`${directory}/namespace`, "utf8")).trim(),
      tls: {
        certificateAuthority: await readFile(`${directory}/ca.crt`, "utf8"),
        skipVerification: false,
        serverName: "",
      },
      credentials,
      impersonation: {},
      proxyUrl: "",
    };
  } catch (error) {
    throw invalidKubeconfig(directory, `The pod's service account cannot be read: ${(error as Error).message}`, error);
  }
}
