import { eventsPath } from "@holdfast/api";
import type { ChangeView } from "@holdfast/api";
import { useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

/** `lost`: what is shown may be out of date until the stream is back. */
export type Connection = "connecting" | "live" | "lost";

/** Follows the one events stream of this page for as long as it is shown, and asks again for what changed. */
export function useChanges(): Connection {
  const queryClient = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(eventsPath);
      source.addEventListener("open", () => setConnection("live"));
      source.addEventListener("message", (event: MessageEvent<string>) => {
        refresh(queryClient, JSON.parse(event.data) as ChangeView);
      });
      source.addEventListener("error", () => {
        setConnection("lost");
        if (source?.readyState !== EventSource.CLOSED) return;
        // Refused for good: most often the session is over, which asking for it brings to light.
        void queryClient.invalidateQueries({ queryKey: ["session"] });
        retry = setTimeout(open, 3_000);
      });
    };
    open();
    return () => {
      clearTimeout(retry);
      source?.close();
    };
  }, [queryClient]);
  return connection;
}

const topics = ["applications", "schedules", "retention", "settings", "status"];

function refresh(queryClient: QueryClient, change: ChangeView): void {
  switch (change.kind) {
    case "everything":
      for (const topic of topics) void queryClient.invalidateQueries({ queryKey: [topic] });
      void queryClient.invalidateQueries({ queryKey: ["backup-sets"] });
      void queryClient.invalidateQueries({ queryKey: ["operations"] });
      void queryClient.invalidateQueries({ queryKey: ["restores"] });
      return;
    case "records":
      for (const topic of change.topics) void queryClient.invalidateQueries({ queryKey: [topic] });
      return;
    case "backup-sets":
      for (const topic of ["status", "retention"]) void queryClient.invalidateQueries({ queryKey: [topic] });
      void queryClient.invalidateQueries({ queryKey: ["backup-sets", "list"] });
      for (const name of change.names) void queryClient.invalidateQueries({ queryKey: ["backup-sets", "one", name] });
      return;
    case "operations":
      void queryClient.invalidateQueries({ queryKey: ["operations", "list"] });
      for (const id of change.ids) {
        void queryClient.invalidateQueries({ queryKey: ["operations", "one", id] });
        void queryClient.invalidateQueries({ queryKey: ["restores", "one", id] });
      }
      return;
  }
}
