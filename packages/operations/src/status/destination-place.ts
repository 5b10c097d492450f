import { isIP } from "node:net";

/** What the address of a store tells about where it stands. */
export type PlaceClue =
  | { readonly kind: "inside" }
  | { readonly kind: "outside" }
  /** A short name, which Velero's pod resolves as a Service first. */
  | { readonly kind: "perhaps-service"; readonly service: string; readonly namespace?: string }
  | { readonly kind: "address"; readonly address: string };

/** Without an address of its own a location is a cloud's. */
export function placeOf(url: string | undefined): PlaceClue {
  const host = url === undefined ? undefined : hostOf(url);
  if (host === undefined) return { kind: "outside" };
  if (isIP(host) !== 0) return { kind: "address", address: host };
  const [service = "", namespace, kind] = host.split(".");
  if (kind === "svc") return { kind: "inside" };
  if (kind !== undefined) return { kind: "outside" };
  return { kind: "perhaps-service", service, ...(namespace === undefined ? {} : { namespace }) };
}

function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
