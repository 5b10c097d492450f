import { createAuthority, issueServing } from "@holdfast/local-cluster";

/** For a server on loopback; whoever is to trust it needs the authority. All PEM. */
export interface ServerCertificate {
  readonly authorityPem: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** A certificate for these names, of an authority that nobody knows. */
export async function createServerCertificate(names: readonly string[]): Promise<ServerCertificate> {
  const authority = await createAuthority("holdfast-test");
  const request = { commonName: names[0] ?? "test", dnsNames: names, addresses: ["127.0.0.1"] };
  const { certificatePem, privateKeyPem } = await issueServing(authority, request);
  return { authorityPem: authority.certificatePem, certificatePem, privateKeyPem };
}
