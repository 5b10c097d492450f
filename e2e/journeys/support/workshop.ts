import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Node } from "./node.ts";

/** In the config as a password, and in a hook's command. */
export const workshopToken = "open-sesame-4711";

const image = "localhost/busybox:1.35";

/** An application of one pod with hooks of every kind; they all succeed. */
export async function installWorkshop(node: Node): Promise<void> {
  const directory = join(node.work, "workshop");
  const key = join(node.work, "workshop.key");
  const license = join(node.work, "workshop-license.yaml");
  await Promise.all([key, license].map((path) => rm(path, { force: true })));
  const { publicKey } = await node.holdfast.json<{ readonly publicKey: string }>("vendor", "keygen", key);
  const customer = ["--application", "workshop", "--customer", "The journeys"];
  await node.holdfast("vendor", "license", "issue", "--key", key, ...customer, "--out", license);
  await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(release(publicKey))) await writeFile(join(directory, name), text);
  await node.holdfast("app", "install", directory, "--license", license, "--set", `token=${workshopToken}`);
}

function release(publicKey: string): Readonly<Record<string, string>> {
  return {
    "holdfast.yaml": `apiVersion: holdfast.dev/v1alpha1
kind: Release
metadata: { name: workshop }
spec: { title: Workshop, versionLabel: "1.0.0", sequence: 1, publicKey: "${publicKey}" }
`,
    "config.yaml": `apiVersion: kots.io/v1beta1
kind: Config
metadata: { name: workshop }
spec:
  groups:
    - name: all
      title: All
      items:
        - { name: token, title: Token, type: password, required: true }
`,
    "backup.yaml": `apiVersion: velero.io/v1
kind: Backup
metadata: { name: workshop }
spec:
  hooks:
    resources:
      - name: tidy
        labelSelector: { matchLabels: { app: bench } }
        pre:
          - exec: { container: main, command: [sh, -c, 'echo first; echo using {{repl ConfigOption "token"}} >&2'], timeout: 60s, onError: Fail }
          - exec: { container: main, command: [sh, -c, "sleep 3; echo second"], timeout: 60s, onError: Fail }
        post:
          - exec: { container: main, command: [sh, -c, "echo after"], timeout: 60s, onError: Fail }
`,
    "bench.yaml": bench,
  };
}

const bench = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 64Mi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: bench }
spec:
  replicas: 1
  strategy: { type: Recreate }
  selector: { matchLabels: { app: bench } }
  template:
    metadata:
      labels: { app: bench }
      annotations:
        backup.velero.io/backup-volumes: data
        post.hook.restore.velero.io/command: '["sh", "-c", "echo loaded; echo well >&2"]'
        post.hook.restore.velero.io/container: main
        post.hook.restore.velero.io/on-error: Fail
        post.hook.restore.velero.io/wait-timeout: 5m
        post.hook.restore.velero.io/exec-timeout: 60s
        init.hook.restore.velero.io/container-image: ${image}
        init.hook.restore.velero.io/container-name: prepare
        init.hook.restore.velero.io/command: '["sh", "-c", "echo prepared"]'
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: ${image}
          command: [sh, -c, "echo hello > /data/hello; sleep 1000000"]
          volumeMounts: [{ name: data, mountPath: /data }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`;

export interface TroubledPod {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** What its one container does, beside a volume at /data. */
  readonly script: string;
}

/** A namespace with one running pod that a plain Velero Backup of the namespace takes. */
export function troubledPod({ name, annotations = {}, script }: TroubledPod): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "box",
      namespace: name,
      annotations: { "backup.velero.io/backup-volumes": "data", ...annotations },
    },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        { name: "main", image, command: ["sh", "-c", script], volumeMounts: [{ name: "data", mountPath: "/data" }] },
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    },
  };
}
