import type { License, LicenseFieldValue } from "./license.ts";

/** What `LicenseFieldValue "name"` gives: the vendor's fields, then the license's own under KOTS's names. */
export function licenseField(license: License, name: string): LicenseFieldValue {
  if (Object.hasOwn(license.fields, name)) return license.fields[name] ?? "";
  switch (name) {
    case "isSnapshotSupported":
      return license.isSnapshotSupported;
    case "customerName":
      return license.customer;
    case "licenseID":
      return license.id;
    case "appSlug":
      return license.application;
    case "expires_at":
      return license.expires ?? "";
    case "licenseSequence":
      return license.issue;
  }
  return "";
}
