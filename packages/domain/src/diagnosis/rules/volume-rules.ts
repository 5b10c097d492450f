import { again } from "../rule.ts";
import type { Rule } from "../rule.ts";

const notHeld = "The backup does not hold the data of these volumes.";

/** What goes wrong while the data of volumes is copied. */
export const volumeRules: readonly Rule[] = [
  {
    code: "node-agent-missing",
    sources: ["error", "volume", "node-agent"],
    pattern:
      /daemonset pod not found in running state|node-agent is not running|no node agent on node|there is no node agent/i,
    cause: "No node agent runs on the node of the pod, so that nobody can read its volumes.",
    remedy: ({ veleroNamespace, nodeAgent }, of) => [
      `See where it runs and why not everywhere: \`kubectl -n ${veleroNamespace} get pods -o wide\` and \`kubectl -n ${veleroNamespace} describe daemonset ${nodeAgent}\`.`,
      "A taint of the node needs a toleration, a node selector must select it. Is there no DaemonSet at all: `holdfast velero status` names the command.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: notHeld,
  },
  {
    code: "out-of-memory",
    sources: ["pod", "volume", "error", "event", "node-agent"],
    pattern: /OOMKilled|OOMKilling|signal: killed|data path (backup|restore) failed:\s*$/,
    cause:
      "The program that copies the volume was killed, for using more memory than it may, as far as Kubernetes tells. Since Velero 1.17 that is a pod for each volume, before it is the node agent.",
    remedy: ({ veleroNamespace, nodeAgent }, of) => [
      `Give it more memory. The node agent: \`kubectl -n ${veleroNamespace} set resources daemonset ${nodeAgent} --limits=memory=2Gi --requests=memory=512Mi\`.`,
      "The pods for volumes: `podResources` in the ConfigMap that `--node-agent-configmap` names; without it they have no limit, and the node itself was short of memory.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: notHeld,
  },
  {
    code: "volume-timed-out",
    sources: ["error", "volume", "failure"],
    pattern:
      /timed out waiting for all PodVolume(Backups|Restores)|timed out waiting for fs (backup|restore)|(volume|backing up item).*timed out after \d|Asynchronous action timed out|context deadline exceeded.*PodVolume/i,
    cause: "Copying the volumes took longer than Velero waits (4 hours unless it was told otherwise).",
    remedy: ({ veleroNamespace, deployment }, of) => [
      `Let it wait longer: add \`--fs-backup-timeout=12h\` to the arguments of \`kubectl -n ${veleroNamespace} edit deployment ${deployment}\`.`,
      "The next backup of the same volumes is faster: what is in the repository is not sent again.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: notHeld,
  },
  {
    code: "mover-cannot-start",
    sources: ["error", "volume", "pod", "event"],
    pattern:
      /timeout on preparing (PVB|PVR|DU|DD)|with expose error|in pull image failed|error to expose PV|exposing pod .* is in abnormal status|ErrImageNeverPull|ErrImagePull|ImagePullBackOff|violates PodSecurity|FailedCreatePodSandBox|FailedMount|error to create hosting pod/,
    cause: "The pod that copies the volume cannot start.",
    remedy: ({ veleroNamespace, nodeAgent }, of) => [
      `See why: \`kubectl -n ${veleroNamespace} get pods\` and \`kubectl -n ${veleroNamespace} get events --sort-by=.lastTimestamp\`. Such pods are named like their PodVolumeBackup.`,
      `It takes its image from the DaemonSet ${nodeAgent} and never pulls it: the image must be on the node under just that name.`,
      `A policy that forbids hostPath volumes or root in ${veleroNamespace} must let it pass: \`kubectl label namespace ${veleroNamespace} pod-security.kubernetes.io/enforce=privileged --overwrite\`.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: notHeld,
  },
  {
    code: "node-agent-not-ready",
    sources: ["node-agent"],
    pattern: /node agent on node/,
    cause: "The node agent does not work on a node.",
    remedy: ({ veleroNamespace, nodeAgent }) => [
      `See why: \`kubectl -n ${veleroNamespace} describe daemonset ${nodeAgent}\` and \`kubectl -n ${veleroNamespace} logs daemonset/${nodeAgent}\`.`,
    ],
    safeToIgnore: "no",
    ignoring: "Volumes of pods on that node are not in new backups.",
  },
  {
    code: "file-changed",
    sources: ["error", "warning", "volume"],
    pattern:
      /source file could not be read|Error when processing .*: .*(no such file or directory|unable to open|stale|input\/output)|file changed (as we read it|while)/i,
    cause: "Files changed or went away while they were copied.",
    remedy: (_names, of) => [
      "All other files of the volume are in it. Whether what is there fits together only the application knows.",
      "Let a hook write what is to be backed up into a file or stop writing (a database's dump, `fsfreeze`), or leave directories of temporary files out of the volume: docs/formats/release.md says how.",
      ...again(of),
    ],
    safeToIgnore: "unknown",
    ignoring: "Temporary files and caches are no loss. Files of a running database are.",
  },
  {
    code: "repository-password",
    sources: ["error", "volume", "repository", "failure"],
    pattern: /invalid repository password/,
    cause:
      "The data of volumes there was written with another repository password than the one in Secret velero-repo-credentials.",
    remedy: ({ veleroNamespace }, of) => [
      "Put the password of that time in its place, from the recovery kit: `holdfast recovery kit check KIT`.",
      `Without it the data is lost; new backups need another folder in the bucket, or the right password in \`kubectl -n ${veleroNamespace} get secret velero-repo-credentials\`.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: "No volume is backed up or restored.",
  },
  {
    code: "repository-not-ready",
    sources: ["error", "volume", "repository", "failure"],
    pattern:
      /backup repository is not ready|error to (initialize|connect|prepare|ensure).*repo|repository .*NotReady|BackupRepository .* is /i,
    cause: "Velero cannot open the repository that holds the data of these volumes.",
    remedy: ({ veleroNamespace, location }, of) => [
      `Its message says why: \`kubectl -n ${veleroNamespace} get backuprepositories\` and \`kubectl -n ${veleroNamespace} describe backuprepository NAME\`. Velero tries again every 5 minutes.`,
      `As a rule the destination is the reason: \`holdfast diagnose\`, \`holdfast destination show ${location}\`.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: notHeld,
  },
];
