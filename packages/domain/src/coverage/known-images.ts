/** Programs whose files, copied while they write, are no backup. */
const databases = words(`
  postgres postgresql pgvector postgis timescaledb spilo cockroach mysql mariadb percona galera mssql
  mongo mongodb redis valkey keydb etcd cassandra scylla elasticsearch opensearch influxdb clickhouse
  couchdb couchbase neo4j arangodb rabbitmq kafka zookeeper consul vault nats rethinkdb tidb yugabyte
`);

/** Programs that hold other programs' data as objects, in volumes or on disks of their own. */
const objectStores = ["minio", "seaweedfs", "ceph", "rook", "garage", "cloudserver", "versitygw", "zenko", "ozone"];

/** Images that only look at such a program, or manage it. */
const companions = /exporter|operator|backup|client|proxy|ui$|console|admin|init|agent|sidecar|metrics|mc$/;

export function databaseOf(image: string): string | undefined {
  return named(image, databases);
}

export function objectStoreOf(image: string): string | undefined {
  return named(image, objectStores);
}

/** By the words of the last part of the image's name: "bitnami/postgresql-repmgr:16" is postgresql. */
function named(image: string, known: readonly string[]): string | undefined {
  const repository = image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
  const last = repository.split("/").pop()?.toLowerCase() ?? "";
  if (companions.test(last)) return undefined;
  const parts = last.split(/[-_.]/);
  return known.find((name) => parts.includes(name));
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
