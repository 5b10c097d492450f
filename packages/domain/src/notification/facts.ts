import type { FaultView } from "../fault.ts";
import type { Known, RiskFacts } from "../risk/risk-facts.ts";
import type { StatusView } from "../risk/status-view.ts";

/** What the notifications are found by comparing. Each part is known or not for itself. */
export interface NotificationFacts {
  readonly now: number;
  readonly risk: Pick<RiskFacts, "installation" | "sets" | "destinations" | "schedules">;
  readonly status: Known<StatusView>;
  readonly operations: Known<readonly OperationFact[]>;
  readonly licenses: Known<readonly LicenseFact[]>;
}

/** An operation that is no part of another one. Times are RFC 3339. */
export interface OperationFact {
  readonly id: string;
  readonly kind: string;
  /** For a person: "guestbook", "everything". */
  readonly subject: string;
  /** Of a backup or a deletion: the set. */
  readonly set?: string;
  readonly requestedBy: string;
  readonly createdAt: string;
  readonly state:
    | { readonly stage: "pending" | "running" }
    | { readonly stage: "failed"; readonly at: string; readonly fault: FaultView }
    | { readonly stage: "done" | "cancelled"; readonly at: string; readonly text: string };
}

export interface LicenseFact {
  readonly slug: string;
  /** Absent: it does not expire. */
  readonly expires?: string;
  /** The vendor took the right to make backups away. */
  readonly lostAt?: string;
}
