import { describeKubernetesClient } from "./client-contract.ts";
import { createFakeClient } from "./fake-client.ts";

describeKubernetesClient("the fake in memory", async () => {
  const client = createFakeClient();
  return { client, namespace: "contract", expire: async () => client.compact(), dispose: () => client.close() };
});
