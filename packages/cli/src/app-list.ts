import { listApplications } from "@holdfast/operations";
import type { InstalledApplication } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "List the installed applications",
  async run(cli) {
    const applications = await listApplications(await cli.context());
    cli.output.table(
      applications.map(viewApplication),
      [
        { title: "APPLICATION", value: ({ slug }) => slug },
        { title: "TITLE", value: ({ title }) => title },
        { title: "VERSION", value: ({ versionLabel }) => versionLabel },
        { title: "SEQUENCE", value: ({ sequence }) => String(sequence), alignRight: true },
        { title: "NAMESPACES", value: ({ namespaces }) => namespaces.join(",") },
        { title: "STATE", value: ({ deploying }) => (deploying === null ? "deployed" : `deploying ${deploying}`) },
      ],
      "No application is installed.",
    );
  },
};

function viewApplication({ slug, title, id, namespaces, sequence, versionLabel, deploying }: InstalledApplication) {
  return { slug, title, id, namespaces, sequence, versionLabel, deploying: deploying?.sequence ?? null };
}

export default command;
