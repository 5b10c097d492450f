import { group as ownGroup } from "../identifiers.ts";
import type { ManifestDocument } from "./manifest-document.ts";

/** What a document of a release is for. */
export type ManifestRole =
  | { readonly kind: "object" }
  | { readonly kind: "config" | "application" | "backup" | "restore" }
  | { readonly kind: "unsupported"; readonly reason: string };

const otherInstallers = ["replicated.com", "troubleshoot.sh", "kurl.sh"];

/** A kind is applied, read, or refused with its reason; nothing is skipped. */
export function roleOf(manifest: Pick<ManifestDocument, "apiVersion" | "group" | "kind">): ManifestRole {
  const { apiVersion, group, kind } = manifest;
  if (group === "kots.io") return roleOfKots(apiVersion, kind);
  if (group === "velero.io") return roleOfVelero(apiVersion, kind);
  if (group === "app.k8s.io" && kind === "Application") return { kind: "application" };
  if (group === ownGroup) {
    return unsupported(`kind ${kind} of ${ownGroup} cannot be part of a release; kind Release stands in holdfast.yaml`);
  }
  if (otherInstallers.some((domain) => group === domain || group.endsWith(`.${domain}`))) {
    return unsupported(
      `kind ${kind} of ${group} is for another installer; Holdfast cannot act on it, so it is refused`,
    );
  }
  if (kind === "List" && apiVersion === "v1")
    return unsupported("kind List: write its items as documents of their own");
  return { kind: "object" };
}

function roleOfKots(apiVersion: string, kind: string): ManifestRole {
  if (kind === "HelmChart") {
    return unsupported("kind HelmChart: Holdfast does not install Helm charts; ship the rendered manifests");
  }
  if (apiVersion !== "kots.io/v1beta1" || (kind !== "Config" && kind !== "Application")) {
    return unsupported(
      `kind ${kind} of ${apiVersion} is not supported; of kots.io there are Config and Application, v1beta1`,
    );
  }
  return { kind: kind === "Config" ? "config" : "application" };
}

function roleOfVelero(apiVersion: string, kind: string): ManifestRole {
  if (apiVersion === "velero.io/v1" && kind === "Backup") return { kind: "backup" };
  if (apiVersion === "velero.io/v1" && kind === "Restore") return { kind: "restore" };
  return unsupported(
    `kind ${kind} of ${apiVersion} is the customer's; a release may bring one Backup and one Restore, v1`,
  );
}

function unsupported(reason: string): ManifestRole {
  return { kind: "unsupported", reason };
}
