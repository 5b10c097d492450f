import type { ApplicationDetailView, ApplicationView, Handlers } from "@holdfast/api";
import { examineApplications, knownApplications, showApplication } from "@holdfast/operations";
import type {
  ApplicationView as ShownApplication,
  ExaminedApplications,
  InstalledApplication,
} from "@holdfast/operations";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

export function applicationHandlers(parts: HandlerParts): Pick<Handlers, "listApplications" | "showApplication"> {
  return {
    async listApplications(call) {
      const context = await contextOf(parts, call);
      const [applications, examined] = await Promise.all([knownApplications(context), examineApplications(context)]);
      return applications.map((application) => viewApplication(application, examined));
    },
    async showApplication(slug, call) {
      const context = await contextOf(parts, call);
      const [shown, examined] = await Promise.all([showApplication(context, slug), examineApplications(context)]);
      return viewDetail(shown, examined);
    },
  };
}

type Named = Pick<InstalledApplication, "slug" | "title" | "namespaces" | "sequence" | "versionLabel">;

function viewApplication(
  { slug, title, namespaces, sequence, versionLabel }: Named,
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

function viewDetail(shown: ShownApplication, examined: ExaminedApplications): ApplicationDetailView {
  const { state, restoredFrom, license, beforeUpgrade, config, coverage } = shown;
  const before = beforeUpgrade.kind === "known" ? beforeUpgrade.backup : undefined;
  return {
    ...viewApplication(shown, examined),
    state,
    ...(restoredFrom === undefined
      ? {}
      : { restoredFrom: { set: restoredFrom.set, at: restoredFrom.at, by: restoredFrom.by } }),
    ...(license === undefined ? {} : { license: viewLicense(license) }),
    ...(before === undefined
      ? {}
      : { beforeUpgrade: { set: before.set, versionLabel: before.versionLabel, createdAt: before.createdAt } }),
    config: config.map(({ name, title, value, origin }) => ({ name, title, value, origin })),
    data:
      coverage.kind === "unknown"
        ? coverage
        : { kind: "known", volumes: coverage.coverage.volumes, findings: coverage.coverage.findings },
  };
}

function viewLicense({ customer, issue, expires, expired }: NonNullable<ShownApplication["license"]>) {
  return { customer, issue, expired, ...(expires === undefined ? {} : { expires }) };
}
