import type { ApplicationView, Handlers } from "@holdfast/api";
import { examineApplications, knownApplications } from "@holdfast/operations";
import type { ExaminedApplications, InstalledApplication } from "@holdfast/operations";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

export function applicationHandlers(parts: HandlerParts): Pick<Handlers, "listApplications"> {
  return {
    async listApplications(call) {
      const context = await contextOf(parts, call);
      const [applications, examined] = await Promise.all([knownApplications(context), examineApplications(context)]);
      return applications.map((application) => viewApplication(application, examined));
    },
  };
}

function viewApplication(
  { slug, title, namespaces, sequence, versionLabel }: InstalledApplication,
  { notIncluded }: ExaminedApplications,
): ApplicationView {
  const leftOut = notIncluded.find((one) => one.part === slug);
  return {
    slug,
    title,
    namespaces: [...namespaces],
    sequence,
    versionLabel,
    coverage: leftOut === undefined ? { kind: "included" } : { kind: "left-out", reason: leftOut.reason },
  };
}
