import type { Hono } from "hono";
import type { ClusterReading } from "./reading/cluster-reading.ts";

interface Health {
  readonly reading: ClusterReading;
  readonly stopping: AbortSignal;
}

/**
 * `/healthz`: the process answers. `/readyz`: it can serve; what is missing is said either way, and only what no
 * request can do without makes it 503. A console without Velero is served, so that it can say so.
 */
export function addHealth(app: Hono, { reading, stopping }: Health): void {
  app.get("/healthz", (call) => call.text("ok\n"));
  app.get("/readyz", (call) => {
    const missing = reading.missing();
    const ready = !stopping.aborted && !missing.some((one) => one.essential);
    return call.json({ ready, stopping: stopping.aborted, missing }, ready ? 200 : 503);
  });
}
