import { Fault } from "@holdfast/domain";

/** Node's codes for a certificate that leads to no authority it knows. */
const unknownAuthority: readonly string[] = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

/** Undefined when the connection broke off for another reason than the store's certificate. */
export function certificateFault(url: URL, error: Error): Fault | undefined {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const remedy = remedyFor(code);
  if (remedy === undefined) return undefined;
  return new Fault("artefact-unreadable", `The certificate of the object store at ${url.host} is not trusted`, {
    reason: error.message,
    remedy,
  });
}

function remedyFor(code: string): string | undefined {
  if (unknownAuthority.includes(code))
    return "Give the store's certificate authority: set the destination again with --ca-file";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "The certificate must carry the name in the address; set the destination again with a --url or --public-url that it carries";
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return "Give the store a certificate that is valid now, and look at this machine's clock";
  return undefined;
}
