/** Labels and annotations that Kubernetes, its tools and Velero write by themselves. */
const noiseMarks: readonly RegExp[] = [
  /^kubectl\.kubernetes\.io\/last-applied-configuration$/u,
  /^deployment\.kubernetes\.io\/revision$/u,
  /^deprecated\.daemonset\.template\.generation$/u,
  /^(?:pv|volume(?:\.beta)?)\.kubernetes\.io\//u,
  /^control-plane\.alpha\.kubernetes\.io\/leader$/u,
  /^autoscaling\.alpha\.kubernetes\.io\//u,
  /^endpoints\.kubernetes\.io\//u,
  /^batch\.kubernetes\.io\/(?:controller-uid|job-name|job-tracking|cronjob-scheduled-timestamp)$/u,
  /^(?:controller-uid|job-name|pod-template-hash|controller-revision-hash)$/u,
  /^velero\.io\/(?:backup-name|restore-name)$/u,
];

export function isNoiseMark(key: string): boolean {
  return noiseMarks.some((pattern) => pattern.test(key));
}

/** What the API server or a controller fills in for this one object, and Velero leaves out or has written anew. */
const noisePaths: Readonly<Record<string, readonly RegExp[]>> = {
  Service: [/^spec\.clusterIPs?(?:\[|$)/u, /^spec\.ports\[[^\]]*\]\.nodePort$/u, /^spec\.healthCheckNodePort$/u],
  PersistentVolumeClaim: [/^spec\.volumeName$/u, /^spec\.selector\.matchLabels\[velero\.io\//u],
  ServiceAccount: [/^secrets\[/u],
  Job: [
    /^spec\.selector\./u,
    /^spec\.template\.metadata\.labels(?:\.|\[)(?:batch\.kubernetes\.io\/)?(?:controller-uid|job-name)/u,
  ],
  StatefulSet: [/^spec\.volumeClaimTemplates\[[^\]]*\]\.(?:status|apiVersion|kind)/u],
  Pod: [
    /^spec\.nodeName$/u,
    /^spec\.priority$/u,
    /^spec\.tolerations\[/u,
    /^spec\.initContainers\[restore-wait\]/u,
    /kube-api-access-/u,
    /\.volumeMounts\[kube-api-access-/u,
  ],
};

const alwaysNoise: readonly RegExp[] = [/\.creationTimestamp$/u];

/** `value` is a JSON value. */
export function isNoise(kind: string, path: string, value: unknown): boolean {
  if (value === null) return true;
  return [...alwaysNoise, ...(noisePaths[kind] ?? [])].some((pattern) => pattern.test(path));
}

/**
 * What the API server fills in where nothing is said, by the field's last word. Another version of Kubernetes fills in
 * more or less of it: a field that only one side has, with such a value, is no change.
 */
const defaults: Readonly<Record<string, readonly unknown[]>> = {
  allocateLoadBalancerNodePorts: [true],
  apiVersion: ["v1"],
  automountServiceAccountToken: [true],
  backoffLimit: [6],
  completionMode: ["NonIndexed"],
  completions: [1],
  concurrencyPolicy: ["Allow"],
  defaultMode: [420],
  dnsPolicy: ["ClusterFirst"],
  enableServiceLinks: [true],
  externalTrafficPolicy: ["Cluster"],
  failedJobsHistoryLimit: [1],
  failureThreshold: [3],
  fsType: ["ext4"],
  imagePullPolicy: ["IfNotPresent", "Always"],
  internalTrafficPolicy: ["Cluster"],
  ipFamilyPolicy: ["SingleStack"],
  manualSelector: [false],
  matchPolicy: ["Equivalent"],
  maxSurge: ["25%", 0],
  maxUnavailable: ["25%", 1],
  minReadySeconds: [0],
  optional: [false],
  parallelism: [1],
  partition: [0],
  periodSeconds: [10],
  podManagementPolicy: ["OrderedReady"],
  podReplacementPolicy: ["TerminatingOrFailed"],
  preemptionPolicy: ["PreemptLowerPriority"],
  progressDeadlineSeconds: [600],
  protocol: ["TCP"],
  restartPolicy: ["Always"],
  revisionHistoryLimit: [10],
  scheme: ["HTTP"],
  schedulerName: ["default-scheduler"],
  serviceAccount: ["default"],
  serviceAccountName: ["default"],
  sessionAffinity: ["None"],
  successThreshold: [1],
  successfulJobsHistoryLimit: [3],
  suspend: [false],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ["/dev/termination-log"],
  terminationMessagePolicy: ["File"],
  timeoutSeconds: [1],
  type: ["ClusterIP", "RollingUpdate", "Opaque", ""],
  volumeMode: ["Filesystem"],
  whenDeleted: ["Retain"],
  whenScaled: ["Retain"],
};

const defaultPaths: readonly RegExp[] = [/^spec\.ipFamilies\[0\]$/u];

/** `text` is JSON, as an object's print holds it. */
export function isDefault(path: string, text: string): boolean {
  if (text === '""' || text === "false" || defaultPaths.some((pattern) => pattern.test(path))) return true;
  const word = /[^.[\]]+$/u.exec(path)?.[0] ?? "";
  const known = Object.hasOwn(defaults, word) ? (defaults[word] ?? []) : [];
  return known.some((value) => JSON.stringify(value) === text);
}
