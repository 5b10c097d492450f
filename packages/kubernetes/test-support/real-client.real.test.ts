import { startControlPlane } from "@holdfast/harness";

import { createKubernetesClient, namespaces } from "../src/index.ts";
import { describeKubernetesClient } from "./client-contract.ts";

describeKubernetesClient("kube-apiserver", async () => {
  const plane = await startControlPlane();
  const client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-test/0" });
  await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: "contract" } });
  return {
    client,
    namespace: "contract",
    // A server that starts anew remembers no events from before.
    expire: () => plane.restart("kube-apiserver"),
    async dispose() {
      await client.close();
      await plane.stop();
    },
  };
});
