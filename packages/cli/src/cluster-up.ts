import { Fault } from "@holdfast/domain";
import { kubernetesVersions, upCluster } from "@holdfast/local-cluster";
import { withFaults } from "./cluster-faults.ts";
import { nameOf, nameOption } from "./cluster-name.ts";
import type { CommandInput, CommandSpec } from "./command.ts";

const spec: CommandSpec = {
  offline: true,
  summary: "Make, start or repair a real single-node Kubernetes on this machine",
  help: `For trying, developing and testing: one node, no way out to other machines. Needs Linux and root.
Afterwards the node is Ready, names and volumes work, and the internal object store is there (namespace holdfast-store).
Running it again is safe: it starts what is stopped and repairs what is half made.

Examples:
  holdfast cluster up
  holdfast cluster up --name trial --disposable
  export KUBECONFIG=$(mktemp); holdfast cluster kubeconfig > $KUBECONFIG`,
  options: [
    nameOption,
    ["--kubernetes-version <version>", `for a new cluster: ${kubernetesVersions.join(", ")}`],
    ["--api-port <port>", "for a new cluster: port of the API server on 127.0.0.1 (default: a free one from 16443)"],
    ["--disposable", "for a new cluster: wait for no disk; data may be lost when the machine dies"],
  ],
  async run({ output, signal }, input) {
    const started = Date.now();
    const kubernetesVersion = input.text("kubernetes-version");
    const apiPort = readPort(input);
    const cluster = await withFaults(
      () =>
        upCluster({
          name: nameOf(input),
          ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
          ...(apiPort === undefined ? {} : { apiPort }),
          ...(input.flag("disposable") ? { disposable: true } : {}),
          signal,
          report: (line) => output.note(line),
        }),
      signal,
    );
    const seconds = Math.round((Date.now() - started) / 1000);
    output.result(cluster, ({ name, kubernetesVersion: version, server, kubeconfig }) =>
      [
        `Cluster ${name} is up after ${seconds} s: Kubernetes ${version} at ${server}`,
        `Use it with: export KUBECONFIG=${kubeconfig}`,
      ].join("\n"),
    );
  },
};

function readPort(input: CommandInput): number | undefined {
  const port = input.count("api-port");
  if (port === undefined || port < 65536) return port;
  throw new Fault("invalid-argument", `--api-port takes a port below 65536, not ${port}`, {
    remedy: "Give for example --api-port 16443",
  });
}

export default spec;
