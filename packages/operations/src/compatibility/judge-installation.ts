import {
  Fault,
  defaultVeleroVersion,
  judgeKubernetes,
  judgePlugin,
  judgeUploader,
  judgeVelero,
  stopping,
} from "@holdfast/domain";
import type { Judgement, Purpose } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { findVeleros } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { askServerStatus } from "../velero/server-status.ts";

export interface InstallationFacts {
  /** The server's own word, else the tag of its image. */
  readonly velero: string;
  readonly kubernetes: string;
  readonly uploader: string;
  readonly pluginImages: readonly string[];
  readonly purpose: Purpose;
}

/** Every question about one Velero and its cluster. */
export function judgeFacts(facts: InstallationFacts): readonly Judgement[] {
  const { velero, kubernetes, uploader, purpose } = facts;
  const plugins = facts.pluginImages.flatMap((image) => judgePlugin({ velero, image, purpose }) ?? []);
  return [
    judgeVelero(velero),
    judgeKubernetes({ velero, kubernetes }),
    judgeUploader({ velero, uploader, purpose }),
    ...plugins,
  ];
}

/**
 * Asked before an installation and an upgrade: is what is here known to work? Each Velero is judged; without one, the
 * cluster is, for the Velero that Holdfast would install.
 */
export async function judgeInstallation(context: Context): Promise<readonly Judgement[]> {
  const found = await findVeleros(context);
  if (found.length === 0) {
    const { gitVersion } = await context.kubernetes.version();
    return [judgeKubernetes({ velero: defaultVeleroVersion, kubernetes: gitVersion })];
  }
  const judged = await Promise.all(
    found.map(async (velero) => {
      const server = await askServerStatus(context, velero.namespace).catch(unlessRefused);
      const version = server === undefined ? {} : { version: server.version };
      return judgeVeleroHere(context, velero, { purpose: "write", ...version });
    }),
  );
  return judged.flat();
}

/** Who may not ask the server, or asks one whose kinds are gone, is told by the image's tag. */
function unlessRefused(error: unknown): undefined {
  if (!isApiError(error, "NotFound", "Forbidden")) throw error;
}

/** Of a Velero that was asked already; `version` is its own word. */
export async function judgeVeleroHere(
  context: Context,
  velero: VeleroInstallation,
  { purpose, version }: { readonly purpose: Purpose; readonly version?: string },
): Promise<readonly Judgement[]> {
  const { gitVersion } = await context.kubernetes.version();
  const { uploader, pluginImages } = velero;
  const own = version === undefined || version === "" ? velero.version : version;
  return judgeFacts({ velero: own ?? "of unknown version", kubernetes: gitVersion, uploader, pluginImages, purpose });
}

/** Faults: known-broken, naming each that stops and the way out. */
export function refuseBroken(judgements: readonly Judgement[], accepted: readonly string[] = []): void {
  const [worst, ...others] = stopping(judgements, accepted);
  if (worst === undefined) return;
  const reasons = [worst.reason, ...others.map(({ message, reason }) => `${message}: ${reason}`)];
  throw new Fault("known-broken", `${worst.message}.`, {
    reason: `${reasons.join(". ")}.`,
    ...(worst.remedy === undefined ? {} : { remedy: worst.remedy }),
    where: worst.source,
  });
}
