import { isIP } from "node:net";
import type { BackupStorageLocation } from "@holdfast/velero";

/** What the provider and the address of a store tell about where it stands. */
export type PlaceClue =
  | { readonly kind: "inside" }
  | { readonly kind: "outside" }
  | { readonly kind: "unknown" }
  /** A short name, which Velero's pod resolves as a Service first. */
  | { readonly kind: "perhaps-service"; readonly service: string; readonly namespace?: string }
  | { readonly kind: "address"; readonly address: string };

/** On a node's disk, or on a volume of the cluster. */
const providersInside: readonly string[] = ["replicated.com/hostpath", "replicated.com/pvc"];

/** Without an address of its own their location is the cloud's. */
const clouds: readonly string[] = ["aws", "gcp", "azure"];

export function placeOf({ provider, config }: BackupStorageLocation["spec"]): PlaceClue {
  if (providersInside.includes(provider)) return { kind: "inside" };
  const url = config?.["s3Url"] ?? config?.["storageAccountURI"];
  if (url === undefined || url === "") {
    return { kind: clouds.includes(provider.replace(/^velero\.io\//, "")) ? "outside" : "unknown" };
  }
  const host = hostOf(url);
  return host === undefined ? { kind: "unknown" } : placeOfHost(host);
}

function placeOfHost(host: string): PlaceClue {
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
