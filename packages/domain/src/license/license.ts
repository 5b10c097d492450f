/** A vendor's word on what one customer may do with one application. Format: docs/formats/license.md. */
export interface License {
  /** Made by the vendor's tool; the same over all issues of one license. */
  readonly id: string;
  /** Grows with every issue of the same license; an older one is refused. */
  readonly issue: number;
  /** The application's slug. */
  readonly application: string;
  readonly customer: string;
  /** Whether this customer may back the application up. */
  readonly isSnapshotSupported: boolean;
  /** UTC, e.g. "2027-12-31T00:00:00Z"; absent: it does not expire. */
  readonly expires?: string;
  /** The vendor's own fields, read by `LicenseFieldValue`. */
  readonly fields: Readonly<Record<string, LicenseFieldValue>>;
}

export type LicenseFieldValue = string | number | boolean;

export interface LicenseSignature {
  readonly algorithm: "Ed25519";
  /** Names the key; see keyIdLength. */
  readonly keyId: string;
  /** Base64 of the 64 bytes. */
  readonly value: string;
}

export interface SignedLicense {
  readonly license: License;
  readonly signature: LicenseSignature;
}

export function isExpired(license: License, nowMilliseconds: number): boolean {
  return license.expires !== undefined && Date.parse(license.expires) <= nowMilliseconds;
}
