import { Fault } from "@holdfast/domain";
import {
  installServer,
  readManifests,
  serverObjects,
  type ServerInstallation,
  type ServerOptions,
} from "@holdfast/operations";
import { stringify } from "yaml";
import type { CommandInput, CommandSpec } from "./command.ts";
import { judgementLines } from "./judgement-text.ts";
import { version } from "./version.ts";

const command: CommandSpec = {
  summary: "Install Holdfast's console and controllers into the cluster",
  help: `Applies the definitions, the server's rights, its Deployment and Service by server-side apply, and waits until
the server is Ready. Missing rights are named all at once, before anything is changed.
The console's first password is printed once. Velero is installed with: holdfast velero install

Examples:
  holdfast install --image registry.example.com/holdfast:${version} --image-pull-secret registry
  holdfast install --dry-run -o yaml > holdfast.yaml`,
  options: [
    ["--namespace <name>", "namespace of the console (default: holdfast)"],
    ["--image <image>", "image of the server", `localhost/holdfast:${version}`],
    ["--image-pull-secret <name>", "Secret in the console's namespace to pull the image with"],
    ["--replicas <number>", "how many servers run; one drives, all answer", "1"],
    ["--dry-run", "print what would be applied and change nothing"],
  ],
  async run(cli, input) {
    const manifests = await readManifests();
    const options = (namespace: string) => serverOptions(input, input.text("namespace") ?? namespace);
    if (input.flag("dry-run")) {
      const objects = serverObjects(manifests, options(input.text("console-namespace") ?? "holdfast"));
      const list = { apiVersion: "v1", kind: "List", items: objects };
      cli.output.result(list, ({ items }) => items.map((object) => stringify(object, { lineWidth: 0 })).join("---\n"));
      return;
    }
    const context = await cli.context();
    const chosen = options(context.consoleNamespace);
    const installed = await installServer({ ...context, consoleNamespace: chosen.namespace }, manifests, chosen);
    cli.output.result(installed, describe);
  },
};

function serverOptions(input: CommandInput, namespace: string): ServerOptions {
  const imagePullSecret = input.text("image-pull-secret");
  const replicas = input.count("replicas") ?? 1;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new Fault("invalid-argument", `"${namespace}" is no name of a namespace`, {
      remedy: "Take 1 to 63 lower-case letters, digits and dashes",
    });
  }
  return {
    namespace,
    image: input.text("image") ?? `localhost/holdfast:${version}`,
    replicas,
    version,
    ...(imagePullSecret === undefined ? {} : { imagePullSecret }),
  };
}

function describe(installed: ServerInstallation): string {
  const { namespace, image, replicas, password } = installed;
  const option = namespace === "holdfast" ? "" : ` --console-namespace ${namespace}`;
  return [
    `Holdfast runs in namespace ${namespace} (${image}, ${replicas === 1 ? "one server" : `${replicas} servers`}).`,
    password === undefined
      ? `The console's password is as before; a new one: holdfast console reset-password${option}`
      : `The console's password, shown only now: ${password}`,
    ...judgementLines(installed.judgements),
    `Open it with: holdfast console${option}`,
  ].join("\n");
}

export default command;
