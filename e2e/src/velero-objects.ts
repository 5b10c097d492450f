import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { ApiRequests } from "./api-requests.ts";
import { waitFor } from "./wait.ts";

const run = promisify(execFile);

/** An object as `velero install --dry-run` prints it. */
export interface PrintedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface InstallRequest {
  readonly veleroPath: string;
  readonly version: string;
  readonly kubeconfigPath: string;
  readonly namespace: string;
  readonly credentialsPath: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly endpoint: string;
  readonly region: string;
  readonly nodeAgent: boolean;
}

export async function writeCredentials(
  directory: string,
  keys: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<string> {
  const path = join(directory, "aws-credentials");
  const lines = ["[default]", `aws_access_key_id=${keys.accessKeyId}`, `aws_secret_access_key=${keys.secretAccessKey}`];
  await writeFile(path, `${lines.join("\n")}\n`, { mode: 0o600 });
  return path;
}

/** What the stock installer would create, exactly. */
export async function printInstallation(request: InstallRequest): Promise<readonly PrintedObject[]> {
  const { stdout } = await run(
    request.veleroPath,
    [
      "install",
      `--kubeconfig=${request.kubeconfigPath}`,
      `--namespace=${request.namespace}`,
      "--provider=aws",
      `--bucket=${request.bucket}`,
      ...(request.prefix === undefined ? [] : [`--prefix=${request.prefix}`]),
      `--secret-file=${request.credentialsPath}`,
      "--plugins=localhost/velero-plugin-for-aws:v1.14.3",
      `--image=localhost/velero:v${request.version}`,
      "--use-volume-snapshots=false",
      ...(request.nodeAgent ? ["--use-node-agent"] : []),
      `--backup-location-config=region=${request.region},s3ForcePathStyle=true,s3Url=${request.endpoint}`,
      "--dry-run",
      "-o=yaml",
    ],
    { maxBuffer: 64 * 1024 ** 2, env: { HOME: "/nonexistent" } },
  );
  return (parse(stdout) as { readonly items: readonly PrintedObject[] }).items;
}

/** Definitions first, awaited Established; then the namespace; then all the rest. */
export async function applyInstallation(requests: ApiRequests, objects: readonly PrintedObject[]): Promise<void> {
  const isDefinition = ({ kind }: PrintedObject): boolean => kind === "CustomResourceDefinition";
  const definitions = objects.filter(isDefinition);
  await applyAll(requests, [...definitions, ...objects.filter(({ kind }) => kind === "Namespace")]);
  await Promise.all(definitions.map((definition) => awaitServed(requests, definition)));
  await applyAll(
    requests,
    objects.filter((object) => !isDefinition(object)),
  );
}

async function applyAll(requests: ApiRequests, objects: readonly PrintedObject[]): Promise<void> {
  await Promise.all(objects.map((object) => requests.apply(pathOf(object), object)));
}

async function awaitServed(requests: ApiRequests, definition: PrintedObject): Promise<void> {
  const { group, names, versions } = definition.spec as {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string }[];
  };
  const path = `/apis/${group}/${versions[0]?.name}/${names.plural}?limit=1`;
  await waitFor(async () => ((await requests.get(path)).status === 200 ? true : undefined), {
    what: `${names.plural} to be served`,
    intervalMilliseconds: 50,
  });
}

/** The kinds that the installer prints; anything else is a change in Velero that has to be looked at. */
const plurals: Readonly<Record<string, string>> = {
  BackupStorageLocation: "backupstoragelocations",
  ClusterRoleBinding: "clusterrolebindings",
  CustomResourceDefinition: "customresourcedefinitions",
  DaemonSet: "daemonsets",
  Deployment: "deployments",
  Namespace: "namespaces",
  Secret: "secrets",
  ServiceAccount: "serviceaccounts",
  VolumeSnapshotLocation: "volumesnapshotlocations",
};

function pathOf(object: PrintedObject): string {
  const plural = plurals[object.kind];
  if (plural === undefined) throw new Error(`velero install printed a kind that is not known here: ${object.kind}`);
  const base = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const { name, namespace } = object.metadata;
  return `${base}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}/${name}`;
}
