/** What the documentation of KOTS says that a KOTS version goes with. */
export interface KotsRow {
  readonly kots: string;
  /** Both ends are part of it; "1.18.x" ends with any patch. */
  readonly velero: { readonly from: string; readonly to: string };
  /** Empty: it names none. */
  readonly kubernetes: readonly string[];
}

export const kotsSource = "the documentation of KOTS, about backup and restore with snapshots";

/** Newest first, as the documentation has them (the last three on its older page). */
export const kotsRows: readonly KotsRow[] = [
  { kots: "1.130.7 and later", velero: { from: "1.11.0", to: "1.18.x" }, kubernetes: ["1.33.7", "1.34.1", "1.35.0"] },
  { kots: "1.125.2 and later", velero: { from: "1.11.0", to: "1.16.2" }, kubernetes: ["1.31.4", "1.32.3", "1.33.0"] },
  { kots: "1.125.0 and later", velero: { from: "1.11.0", to: "1.16.1" }, kubernetes: ["1.31.4", "1.32.3", "1.33.0"] },
  { kots: "1.124.18 and later", velero: { from: "1.11.0", to: "1.16.0" }, kubernetes: ["1.31.4", "1.32.3", "1.33.0"] },
  {
    kots: "1.124.0 and later",
    velero: { from: "1.11.0", to: "1.15.2" },
    kubernetes: ["1.28.8", "1.29.8", "1.30.4", "1.31.1"],
  },
  {
    kots: "1.123.1 and later",
    velero: { from: "1.11.0", to: "1.15.1" },
    kubernetes: ["1.28.8", "1.29.8", "1.30.4", "1.31.1"],
  },
  { kots: "1.117.3 and later", velero: { from: "1.11.0", to: "1.14.1" }, kubernetes: ["1.27.9", "1.28.9", "1.29.4"] },
  { kots: "1.94.1 and later", velero: { from: "1.6.0", to: "1.12.x" }, kubernetes: [] },
  { kots: "1.20.3 to 1.94.0", velero: { from: "1.5.1", to: "1.9.x" }, kubernetes: [] },
  { kots: "1.15 to 1.20.2", velero: { from: "1.2.0", to: "1.2.0" }, kubernetes: [] },
];
