import { accounts, plainUser } from "./base-layers.ts";
import { busyboxNames, busyboxPackage } from "./busybox.ts";
import { defineImage } from "./definition.ts";
import { postgresql } from "./postgresql.ts";

/**
 * A pod's first process: it waits to be ended, and a shell that waits also takes in the processes that lost their
 * parent in its pod.
 */
const pauseScript = "trap 'exit 0' TERM INT; while :; do sleep 2147483 & wait $!; done";

const busyboxHome = { kind: "inline", entries: { "/tmp": { kind: "directory", mode: 0o1777 } } } as const;

/** The images that a local cluster and the samples run on. */
export const images = {
  pause: defineImage({
    name: "localhost/pause:3.10",
    layers: [busyboxPackage],
    entrypoint: ["/bin/busybox", "sh", "-c", pauseScript],
    user: plainUser,
  }),
  busybox: defineImage({
    name: "localhost/busybox:1.35",
    layers: [busyboxPackage, busyboxNames, accounts(), busyboxHome],
    entrypoint: [],
    command: ["sh"],
  }),
  coredns: defineImage({
    name: "localhost/coredns:v1.12.3",
    layers: [{ kind: "certificate-bundle" }, { kind: "programs", files: { "/coredns": "coredns" } }],
    entrypoint: ["/coredns"],
  }),
  localPathProvisioner: defineImage({
    name: "localhost/local-path-provisioner:v0.0.30",
    layers: [{ kind: "programs", files: { "/usr/bin/local-path-provisioner": "local-path-provisioner" } }, busyboxHome],
    entrypoint: ["local-path-provisioner"],
  }),
  versitygw: defineImage({
    name: "localhost/versitygw:v1.8.0",
    layers: [accounts(), { kind: "programs", files: { "/versitygw": "versitygw" } }],
    entrypoint: ["/versitygw"],
    user: plainUser,
    environment: { HOME: "/home/nonroot" },
  }),
  velero: defineImage({
    name: "localhost/velero:v1.18.3",
    layers: [
      accounts(),
      { kind: "certificate-bundle" },
      {
        kind: "programs",
        files: {
          "/velero": "velero",
          "/velero-helper": "velero-helper",
          "/velero-restore-helper": "velero-restore-helper",
        },
      },
    ],
    entrypoint: ["/velero"],
    user: plainUser,
    environment: { HOME: "/home/nonroot" },
  }),
  // Runs as an init container of Velero's: its one act is to copy the plugin to where Velero looks for it.
  veleroPluginForAws: defineImage({
    name: "localhost/velero-plugin-for-aws:v1.14.3",
    layers: [
      busyboxPackage,
      { kind: "programs", files: { "/plugins/velero-plugin-for-aws": "velero-plugin-for-aws" } },
    ],
    entrypoint: ["/bin/busybox", "cp", "-f", "/plugins/velero-plugin-for-aws", "/target/velero-plugin-for-aws"],
    user: plainUser,
  }),
  postgresql,
} as const;

export type ImageName = keyof typeof images;
