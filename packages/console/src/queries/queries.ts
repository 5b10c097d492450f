import { apiBase, read, readText } from "@holdfast/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "./client.ts";

const pageSize = 50;

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

  restorePlan: (name: string, application: string) =>
    queryOptions({
      queryKey: ["restore-plan", name, application],
      queryFn: () => read(client.backups[":name"]["restore-plan"].$get({ param: { name }, query: { application } })),
      // A plan is what was shown and agreed to: it is not exchanged under the reader's eyes.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
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
