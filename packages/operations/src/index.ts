export * from "./context.ts";
export * from "./installation/instance.ts";
export * from "./installation/password.ts";
export { fromApiError, isTransient } from "./faults/from-api-error.ts";
export { retryTransient } from "./faults/retry-transient.ts";
export type { LockSubject } from "./locks/lock.ts";
export { withLock } from "./locks/with-lock.ts";
export type { LockedWork } from "./locks/with-lock.ts";
export type { Driver, OperationRecord, OperationState, Subject } from "./records/operation-record.ts";
