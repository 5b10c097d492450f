import type { ApplicationDetailView } from "@holdfast/api";
import { Alert, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { BackLink } from "../../components/back-link.tsx";
import { Facts } from "../../components/facts.tsx";
import type { Fact } from "../../components/facts.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { When } from "../../components/when.tsx";
import { Wording } from "../../components/wording.tsx";
import { queries } from "../../queries/queries.ts";
import { DataCoverage } from "./data-coverage.tsx";

/** An application: how it stands, and what a snapshot made now would hold of its data. */
export function ApplicationScreen({ slug }: { readonly slug: string }) {
  const application = useQuery(queries.application(slug));
  const found = application.data;
  return (
    <Screen
      title={found?.title ?? slug}
      note={found === undefined ? slug : `${slug}, version ${found.versionLabel}`}
      back={<BackLink to="/overview">Overview</BackLink>}
      badge={found === undefined ? null : <ApplicationState state={found.state} />}
    >
      {application.error === null ? null : (
        <FaultPanel
          title="This application cannot be shown"
          fault={application.error}
          onRetry={() => void application.refetch()}
        />
      )}
      {application.isPending ? <Waiting label="Reading the application" /> : null}
      {found === undefined ? null : (
        <Stack gap="lg">
          {found.coverage.kind === "included" ? null : (
            <Alert color="orange" variant="light" title="It is in no snapshot">
              <Wording text={found.coverage.reason} />
            </Alert>
          )}
          <Facts facts={factsOf(found)} />
          <DataCoverage data={found.data} />
        </Stack>
      )}
    </Screen>
  );
}

function ApplicationState({ state }: { readonly state: ApplicationDetailView["state"] }) {
  switch (state.kind) {
    case "ready":
      return <StateBadge tone="good">Ready</StateBadge>;
    case "not-ready":
      return <StateBadge tone="warning">Not ready</StateBadge>;
    case "deploying":
      return <StateBadge tone="running">Being deployed</StateBadge>;
  }
}

function factsOf(application: ApplicationDetailView): readonly Fact[] {
  const { namespaces, sequence, state, license, restoredFrom, beforeUpgrade } = application;
  return [
    { label: namespaces.length === 1 ? "Namespace" : "Namespaces", value: namespaces.join(", ") },
    { label: "Sequence", value: sequence },
    ...(state.kind === "not-ready" ? [{ label: "Not ready because", value: state.reasons.join("; ") }] : []),
    ...(license === undefined ? [{ label: "License", value: "none" }] : licenseFacts(license)),
    ...(restoredFrom === undefined
      ? []
      : [
          { label: "Data restored", value: <When time={restoredFrom.at} /> },
          { label: "From snapshot", value: restoredFrom.set },
        ]),
    ...(beforeUpgrade === undefined
      ? []
      : [{ label: "Before the last upgrade", value: `${beforeUpgrade.versionLabel}, snapshot ${beforeUpgrade.set}` }]),
  ];
}

function licenseFacts({ customer, expires, expired }: NonNullable<ApplicationDetailView["license"]>): readonly Fact[] {
  const ends = expires === undefined ? "never" : <When time={expires} />;
  return [
    { label: "Licensed to", value: customer },
    { label: expired ? "License ended" : "License ends", value: ends },
  ];
}
