import { apiBase, read, readText } from "@holdfast/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { CreateSchedule, RestoreRequestView, UndoRequest } from "@holdfast/api";
import { client } from "./client.ts";

const pageSize = 50;

/** A plan is what was shown and agreed to: it is not exchanged under the reader's eyes. */
const asShown = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };

/** Everything the pages ask for. The first word of a key is what the events stream says has changed. */
export const queries = {
  session: queryOptions({ queryKey: ["session"], queryFn: () => read(client.session.$get()), staleTime: 60_000 }),

  applications: queryOptions({
    queryKey: ["applications"],
    queryFn: async () => (await read(client.applications.$get())).items,
  }),

  backups: infiniteQueryOptions({
    queryKey: ["backup-sets", "list"],
    queryFn: ({ pageParam }) =>
      read(client.backups.$get({ query: { limit: pageSize, ...(pageParam === "" ? {} : { after: pageParam }) } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  }),

  backup: (name: string) =>
    queryOptions({
      queryKey: ["backup-sets", "one", name],
      queryFn: () => read(client.backups[":name"].$get({ param: { name } })),
    }),

  backupLog: (name: string, backup: string) =>
    queryOptions({
      queryKey: ["backup-log", name, backup],
      queryFn: () => readText(fetch(logAddress(name, backup))),
      staleTime: Number.POSITIVE_INFINITY,
    }),

  application: (slug: string) =>
    queryOptions({
      queryKey: ["applications", slug],
      queryFn: () => read(client.applications[":slug"].$get({ param: { slug } })),
    }),

  restorePlan: (request: RestoreRequestView) =>
    queryOptions({
      queryKey: ["restore-plan", request],
      queryFn: () => read(client["restore-plans"].$post({ json: request })),
      ...asShown,
    }),

  undoPlan: (name: string, request: UndoRequest) =>
    queryOptions({
      queryKey: ["undo-plan", name, request],
      queryFn: () => read(client.restores[":name"]["undo-plan"].$post({ param: { name }, json: request })),
      ...asShown,
    }),

  restore: (name: string) =>
    queryOptions({
      queryKey: ["restores", "one", name],
      queryFn: () => read(client.restores[":name"].$get({ param: { name } })),
    }),

  /** Ages grow also while nothing changes. */
  status: queryOptions({
    queryKey: ["status"],
    queryFn: () => read(client.status.$get()),
    refetchInterval: 30_000,
  }),

  schedules: queryOptions({
    queryKey: ["schedules"],
    queryFn: () => read(client.schedules.$get()),
    refetchInterval: 30_000,
  }),

  scheduleProposal: (wish: CreateSchedule) =>
    queryOptions({
      queryKey: ["schedule-proposal", wish],
      queryFn: () => read(client["schedule-proposals"].$post({ json: wish })),
      retry: false,
      // What was said of the words before stays until the new ones are read.
      placeholderData: keepPreviousData,
    }),

  retention: queryOptions({
    queryKey: ["retention"],
    queryFn: () => read(client.retention.$get({ query: { days: 92 } })),
    refetchInterval: 60_000,
  }),

  channels: queryOptions({
    queryKey: ["settings", "channels"],
    queryFn: async () => (await read(client.notifications.$get())).items,
    refetchInterval: 30_000,
  }),

  recoveryKit: queryOptions({
    queryKey: ["recovery-kit"],
    queryFn: () => read(client["recovery-kit"].$get()),
    staleTime: 60_000,
  }),

  operations: queryOptions({
    queryKey: ["operations", "list"],
    queryFn: async () => (await read(client.operations.$get())).items,
  }),

  operation: (id: string) =>
    queryOptions({
      queryKey: ["operations", "one", id],
      queryFn: () => read(client.operations[":id"].$get({ param: { id } })),
    }),
};

export function logAddress(name: string, backup: string): string {
  return `${apiBase}/backups/${encodeURIComponent(name)}/members/${encodeURIComponent(backup)}/logs`;
}
