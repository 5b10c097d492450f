import type { CredentialSource } from "./credentials.ts";

/** Everything that is needed to talk to one API server. */
export interface ClusterAccess {
  readonly server: URL;
  readonly contextNamespace: string;
  readonly tls: ServerTrust;
  readonly credentials: CredentialSource;
  readonly impersonation: Readonly<Record<string, string | readonly string[]>>;
  /** "" for none. */
  readonly proxyUrl: string;
}

export interface ServerTrust {
  /** PEM; undefined: the system's authorities. */
  readonly certificateAuthority: string | undefined;
  readonly skipVerification: boolean;
  /** Name to expect in the server's certificate; "" for the host of the address. */
  readonly serverName: string;
}
