import { LocalClusterError } from "../error.ts";
import { images } from "../images/catalogue.ts";
import { ensureImages, type BuiltImage } from "../images/ensure.ts";
import { describeImageProgress, type ReportImageProgress } from "../images/progress.ts";
import type { ProgramName } from "../programs/catalogue.ts";
import { ensurePrograms } from "../programs/ensure.ts";
import type { AddOnImages } from "./add-ons.ts";

/** What a node is put together from. */
export interface NodeParts {
  /** From the name under which a program is started to its file. */
  readonly programs: Readonly<Record<string, string>>;
  readonly images: AddOnImages & { readonly pause: string };
  /** Archives of the images that the node cannot do without. */
  readonly archives: readonly string[];
  /** Archives of images that are there from the start, because nothing can be pulled: Velero and its plugin. */
  readonly moreArchives: readonly string[];
}

export const defaultKubernetesVersion = "1.34.1";
/** Those that can be built; the default one is what is tested. */
export const kubernetesVersions = [defaultKubernetesVersion, "1.35.0", "1.33.13"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

export function checkKubernetesVersion(version: string): KubernetesVersion {
  const found = kubernetesVersions.find((known) => known === version.replace(/^v/, ""));
  if (found !== undefined) return found;
  throw new LocalClusterError("invalid-argument", `Kubernetes ${version} cannot be built here`, {
    remedy: `Give one of ${kubernetesVersions.join(", ")}`,
  });
}

const kubernetesPrograms = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "kubectl",
] as const;

const imagePrograms = [
  "velero",
  "velero-restore-helper",
  "velero-helper",
  "velero-plugin-for-aws",
  "coredns",
  "local-path-provisioner",
  "versitygw",
] as const;

interface EnsureOptions {
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** Builds what is not in the cache yet: minutes the first time, nothing afterwards. */
export async function ensureNodeParts(
  version: KubernetesVersion,
  { signal, report }: EnsureOptions,
): Promise<NodeParts> {
  const building = { signal, report: reportRarely(report) };
  const names = kubernetesPrograms.map((name): ProgramName => (version === "1.34.1" ? name : `${name}@${version}`));
  // In one go, those that end up in images too: so the progress counts all of them.
  const files = await ensurePrograms(["etcd", ...names, ...imagePrograms], building);
  const { pause, coredns, localPathProvisioner, versitygw, busybox, velero, veleroPluginForAws } = images;
  const needed = await ensureImages([pause, coredns, localPathProvisioner, busybox, versitygw], building);
  const more = await ensureImages([velero, veleroPluginForAws], building);
  return {
    programs: {
      etcd: files.etcd,
      velero: files.velero,
      ...Object.fromEntries(kubernetesPrograms.map((name, index) => [name, files[names[index] ?? name]])),
    },
    images: {
      pause: pause.name,
      coredns: coredns.name,
      localPathProvisioner: localPathProvisioner.name,
      versitygw: versitygw.name,
      busybox: busybox.name,
    },
    archives: needed.map(pathOf),
    moreArchives: more.map(pathOf),
  };
}

function pathOf(image: BuiltImage): string {
  return image.path;
}

const compilingEverySeconds = 15;

/** The compiler tells of every package: one line now and then is enough to see that it goes on. */
function reportRarely(report: (line: string) => void): ReportImageProgress {
  let last = Date.now();
  return (progress) => {
    if (progress.kind === "compiling" && Date.now() - last < compilingEverySeconds * 1000) return;
    last = Date.now();
    report(describeImageProgress(progress));
  };
}
