import { labels, operationsNamespace } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import type { ResourceType } from "@holdfast/kubernetes";
import { applicationType } from "../applications/application.ts";
import { holdKind } from "../retention/holds.ts";
import { retentionPolicyType } from "../retention/policy-object.ts";
import { scheduleType } from "../schedules/backup-schedule.ts";
import { ledgerRecordKind } from "../schedules/ledger-record.ts";
import { settingsType } from "../settings/settings.ts";

/** What a change of a standing record concerns. */
type StandingTopic = "applications" | "schedules" | "retention" | "settings";

interface StandingRecords {
  readonly topic: StandingTopic;
  readonly type: ResourceType;
  readonly query: { readonly namespace?: string; readonly labelSelector?: string };
}

function labelled(kind: string): string {
  return `${labels.record}=${kind}`;
}

/** Records that stand until a person changes them, and what is decided beside them: what to watch to follow them. */
export function standingRecords(namespace: string): readonly StandingRecords[] {
  return [
    { topic: "applications", type: applicationType, query: {} },
    { topic: "schedules", type: scheduleType, query: { namespace } },
    {
      topic: "schedules",
      type: configMaps,
      query: { namespace: operationsNamespace, labelSelector: labelled(ledgerRecordKind) },
    },
    { topic: "retention", type: retentionPolicyType, query: { namespace } },
    { topic: "retention", type: configMaps, query: { namespace, labelSelector: labelled(holdKind) } },
    { topic: "settings", type: settingsType, query: { namespace } },
  ];
}
