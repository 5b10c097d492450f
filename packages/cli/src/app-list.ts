import { knownApplications } from "@holdfast/operations";
import type { InstalledApplication } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "List the installed applications",
  async run(cli) {
    const applications = await knownApplications(await cli.context());
    cli.output.table(
      applications.map(viewApplication),
      [
        { title: "APPLICATION", value: ({ slug }) => slug },
        { title: "TITLE", value: ({ title }) => title },
        { title: "VERSION", value: ({ versionLabel }) => versionLabel },
        { title: "SEQUENCE", value: ({ sequence }) => String(sequence), alignRight: true },
        { title: "NAMESPACES", value: ({ namespaces }) => namespaces.join(",") },
        { title: "STATE", value: describeState },
      ],
      "No application is installed.",
    );
  },
};

function viewApplication(application: InstalledApplication) {
  const { slug, title, id, namespaces, sequence, versionLabel, deploying, copyOf } = application;
  const shown = { slug, title, id, namespaces, sequence, versionLabel, deploying: deploying?.sequence ?? null };
  return { ...shown, copyOf: copyOf?.slug ?? null };
}

function describeState({ deploying, copyOf }: ReturnType<typeof viewApplication>): string {
  const state = deploying === null ? "deployed" : `deploying ${deploying}`;
  return copyOf === null ? state : `${state}, copy of ${copyOf}`;
}

export default command;
