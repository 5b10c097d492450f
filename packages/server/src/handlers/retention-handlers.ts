import type { Handlers, RetentionPreviewView } from "@holdfast/api";
import { holdBackup, plannedSets, previewRetention, releaseBackup } from "@holdfast/operations";
import type { RetentionPreview } from "@holdfast/operations";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

type RetentionHandlers = Pick<Handlers, "previewRetention" | "holdBackup" | "releaseBackup">;

export function retentionHandlers(parts: HandlerParts): RetentionHandlers {
  return {
    async previewRetention(days, call) {
      const context = await contextOf(parts, call);
      return viewPreview(await previewRetention(context, { days, planned: await plannedSets(context, days) }));
    },
    async holdBackup(name, { reason }, call) {
      await holdBackup(await contextOf(parts, call), name, reason);
    },
    async releaseBackup(name, call) {
      await releaseBackup(await contextOf(parts, call), name);
    },
  };
}

function viewPreview(preview: RetentionPreview): RetentionPreviewView {
  const { policies, holds, sets, rests, applied, from, until, timeZone, planned, calendar } = preview;
  return {
    policies: policies.map(({ name, scope, keeps, timeZone: zone, problems }) => ({
      name,
      scope,
      keeps,
      timeZone: zone,
      problems,
    })),
    holds,
    sets: sets.map(({ set, createdAt, parts, verdict, why, alwaysKept }) => ({
      set,
      createdAt,
      parts,
      verdict,
      why,
      alwaysKept,
    })),
    ...(rests === undefined ? {} : { rests }),
    applied,
    from,
    until,
    timeZone,
    planned,
    days: calendar.days,
  };
}
