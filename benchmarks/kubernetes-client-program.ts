/** What the benchmark times: keeps the names of all ConfigMaps in a store and says how many there are. */
import { configMaps, createKubernetesClient, startStore, systemClock } from "@holdfast/kubernetes";

const client = await createKubernetesClient({ userAgent: "holdfast-bench/0" });
const stop = new AbortController();
const store = startStore({
  client,
  type: configMaps,
  query: { namespace: "default" },
  project: (object) => object.metadata.name,
  clock: systemClock,
  signal: stop.signal,
});
await store.ready;
const megabytes = Math.round(process.memoryUsage().rss / 1024 ** 2);
process.stdout.write(JSON.stringify({ objects: store.current().length, megabytes }));
stop.abort();
await client.close();
