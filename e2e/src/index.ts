/**
 * Starts the real programs for tests.
 *
 * Glossary
 * - **Control plane**: etcd, kube-apiserver and kube-controller-manager on loopback, without a node (`startControlPlane`).
 * - **Velero process**: the real Velero server beside it, with an object store (`startVelero`). Metadata only.
 * - **Object store**: a real S3 server over a directory (`startObjectStore`).
 *
 * Every program dies with the test process, however that one ends; directories of killed runs are removed by the next.
 */
export { type ApiRequests, type ApiResponse } from "./api-requests.ts";
export { startControlPlane, type ControlPlane, type TestUser } from "./control-plane.ts";
export { type ControlPlaneOptions } from "./control-plane-boot.ts";
export { startMailSink, type MailSink, type MailSinkOptions, type SunkMail } from "./mail-sink.ts";
export { startObjectStore, type ObjectStore, type ObjectStoreOptions } from "./object-store.ts";
export { freePort } from "./ports.ts";
export { createServerCertificate, type ServerCertificate } from "./server-certificate.ts";
export { startVelero, type VeleroOptions, type VeleroProcess } from "./velero.ts";
export { waitFor, type WaitOptions } from "./wait.ts";
