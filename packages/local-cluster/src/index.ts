/**
 * A real single-node Kubernetes on one Linux machine, for trying, developing and testing.
 *
 * Glossary
 * - **Program**: one executable of another project, built here from its pinned Go modules (`programs/`).
 * - **Image**: a container image put together here from programs and Debian packages, without a daemon (`images/`).
 * - **PKI**: the authority and the keys of one control plane (`pki/`).
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
  pkiFiles,
  readControlPlanePki,
  writeControlPlanePki,
  type CertificateName,
  type ControlPlanePki,
  type ControlPlanePkiRequest,
  type PkiFiles,
} from "./pki/control-plane-pki.ts";
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
export { describeImageProgress, type ImageProgress, type ReportImageProgress } from "./images/progress.ts";
