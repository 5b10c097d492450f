/**
 * A real single-node Kubernetes on one Linux machine, for trying, developing and testing.
 *
 * Glossary
 * - **Program**: one executable of another project, built here from its pinned Go modules (`programs/`).
 * - **Image**: a container image put together here from programs and Debian packages, without a daemon (`images/`).
 * - **PKI**: the authority and the keys of one control plane (`pki/`).
 * - **Cluster**: one node with everything that runs on it, known by its name; its data is in its **state** directory (`node/`).
 * - **Keeper**: the process on the host that starts a node in fresh namespaces and forwards the API server's port.
 * - **Supervisor**: the process inside the namespaces that starts the node's programs and starts them again when they end.
 * - **Add-ons**: what a cluster has beyond Kubernetes: names (CoreDNS), volumes (local-path), the internal object store.
 * - **Cache**: where programs and images are kept between runs, outside the repository.
 */
export { LocalClusterError, type LocalClusterErrorCode, type LocalClusterErrorDetails } from "./error.ts";

export {
  createAuthority,
  issueClient,
  issueServing,
  type CertifiedKey,
  type ClientRequest,
  type ServingRequest,
} from "./pki/authority.ts";
export {
  createControlPlanePki,
  readControlPlanePki,
  writeControlPlanePki,
  type ControlPlanePki,
  type ControlPlanePkiRequest,
} from "./pki/control-plane-pki.ts";
export { pkiFiles, type CertificateName, type PkiFiles } from "./pki/pki-files.ts";
export { kubeconfigText, type KubeconfigParts } from "./pki/kubeconfig.ts";

export {
  apiServerArguments,
  apiServiceAddress,
  controlPlanePrograms,
  controllerManagerArguments,
  etcdArguments,
  schedulerArguments,
  serviceNetwork,
  type ApiServerSettings,
  type ControlPlaneProgram,
  type ControllerManagerSettings,
  type EtcdSettings,
  type SchedulerSettings,
} from "./control-plane/arguments.ts";

export { cacheDirectory, type CacheOwner } from "./cache/directory.ts";
export { withLock, type LockOptions } from "./cache/lock.ts";
export { defaultProgramNames, programs, type Program, type ProgramName } from "./programs/catalogue.ts";
export { ensurePrograms, missingPrograms, type EnsureProgramsOptions } from "./programs/ensure.ts";
export {
  describeProgramProgress,
  describeSeconds,
  type ProgramProgress,
  type ReportProgramProgress,
} from "./programs/progress.ts";
export { findToolchain, oldestGo } from "./programs/toolchain.ts";

export { nodeRuntime, plainUser } from "./images/base-layers.ts";
export { images, type ImageName } from "./images/catalogue.ts";
export { defineImage, type ImageDefinition, type InlineEntry, type LayerSource } from "./images/definition.ts";
export { buildImage, ensureImages, type BuiltImage, type EnsureImagesOptions } from "./images/ensure.ts";
export { serverImage, type ServerImageRequest } from "./images/server-image.ts";
export { describeImageProgress, type ImageProgress, type ReportImageProgress } from "./images/progress.ts";

export { defaultClusterName } from "./node/cluster-name.ts";
export {
  clusterStatus,
  listClusters,
  type ClusterStatus,
  type ClusterSummary,
  type NodeView,
} from "./node/cluster-status.ts";
export { downCluster } from "./node/down-cluster.ts";
export { execInCluster } from "./node/exec-in-cluster.ts";
export { followLog, type FollowOptions } from "./node/follow-log.ts";
export { forwardPort, type ForwardPortOptions } from "./node/forward-port.ts";
export type { Forward } from "./node/forwarder.ts";
export { kubeconfigOf, mergeKubeconfig } from "./node/kubeconfig-of.ts";
export { loadImage } from "./node/load-image.ts";
export { logNames } from "./node/log-files.ts";
export type { MachineProblem } from "./node/machine.ts";
export { kubernetesVersions } from "./node/node-parts.ts";
export { checkMachine } from "./node/read-machine.ts";
export { stopCluster, type StopOptions } from "./node/stop-cluster.ts";
export { startCluster, upCluster, type RunningCluster, type UpOptions } from "./node/up-cluster.ts";
