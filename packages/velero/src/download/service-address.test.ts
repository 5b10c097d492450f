import { describe, expect, it } from "vitest";
import { meaningOf } from "./service-address.ts";

describe("the host of a signed URL", () => {
  it.each([
    ["holdfast-store.holdfast-store.svc", { kind: "service", service: "holdfast-store", namespace: "holdfast-store" }],
    ["minio.storage.svc.cluster.local", { kind: "service", service: "minio", namespace: "storage" }],
    ["minio", { kind: "service", service: "minio", namespace: "velero" }],
    ["minio.storage", { kind: "service", service: "minio", namespace: "storage" }],
    ["minio-0.minio.storage.svc.cluster.local", { kind: "service", service: "minio", namespace: "storage" }],
    ["10-1-2-3.storage.pod.cluster.local", { kind: "address", address: "10.1.2.3" }],
    ["10.96.3.4", { kind: "address", address: "10.96.3.4" }],
    ["[fd00::1]", { kind: "address", address: "fd00::1" }],
    ["s3.eu-west-1.amazonaws.com", { kind: "elsewhere" }],
    ["localhost", { kind: "elsewhere" }],
  ])("%s", (host, meaning) => {
    expect(meaningOf(host, "velero")).toEqual(meaning);
  });
});
