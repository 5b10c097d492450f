import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { ClusterAccess } from "../src/kubeconfig/cluster-access.ts";
import { type CredentialSource, fixedCredentials } from "../src/kubeconfig/credentials.ts";
import { createTransport, type Transport } from "../src/transport/transport.ts";

export interface Loopback {
  readonly server: Server;
  readonly transport: Transport;
  stop(): Promise<void>;
}

/** An HTTP server that answers as a test says, and a transport to it. */
export async function startLoopback(
  listener: RequestListener,
  options: { readonly credentials?: CredentialSource; readonly proxyUrl?: string; readonly basePath?: string } = {},
): Promise<Loopback> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const access: ClusterAccess = {
    server: new URL(`http://127.0.0.1:${port}${options.basePath ?? ""}`),
    contextNamespace: "default",
    tls: { certificateAuthority: undefined, skipVerification: false, serverName: "" },
    credentials: options.credentials ?? fixedCredentials("tester", {}),
    impersonation: {},
    proxyUrl: options.proxyUrl ?? "",
  };
  const transport = createTransport(access, "holdfast-test/0");
  return {
    server,
    transport,
    async stop() {
      transport.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
