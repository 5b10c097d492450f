import type { ResultEntry } from "@holdfast/velero";
import { maskValues } from "../applications/mask-secrets.ts";
import type { KnownSecrets } from "../hooks/application-secrets.ts";
import { leftOut } from "../hooks/hide-secrets.ts";
import type { KeptList, MemberReport } from "./report.ts";

/**
 * A report as it may be kept: warnings, errors and findings quote hooks and objects, so that what is secret goes from
 * all of it. When that is not known, every text that may hold one goes: what is kept outlives the application.
 */
export function hideInReport(report: MemberReport, secrets: KnownSecrets): MemberReport {
  switch (secrets.kind) {
    case "known":
      return maskValues(report, secrets.values);
    case "unknown": {
      const message = leftOut(secrets.reason);
      return {
        ...report,
        warnings: withoutMessages(report.warnings, message),
        errors: withoutMessages(report.errors, message),
        findings: report.findings.map((finding) => ({ ...finding, evidence: [message] })),
      };
    }
  }
}

function withoutMessages(list: KeptList<ResultEntry>, message: string): KeptList<ResultEntry> {
  if (list.kind === "unknown") return list;
  return { ...list, items: list.items.map((entry) => ({ ...entry, message })) };
}
