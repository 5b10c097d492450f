import { stringify } from "yaml";
import type { CertifiedKey } from "./authority.ts";

export interface KubeconfigParts {
  /** Name of the cluster, the user and the context. */
  readonly name: string;
  /** Address of the API server, `https://host:port`. */
  readonly server: string;
  readonly authorityPem: string;
  readonly client: CertifiedKey;
  readonly namespace?: string;
}

/** A kubeconfig that carries everything in itself: it can be copied to another place and works there. */
export function kubeconfigText(parts: KubeconfigParts): string {
  const { name, server, namespace } = parts;
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(parts.authorityPem) } }],
    users: [
      {
        name,
        user: {
          "client-certificate-data": base64(parts.client.certificatePem),
          "client-key-data": base64(parts.client.privateKeyPem),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) } }],
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
