import { fieldManager, labels, operationsNamespace } from "@holdfast/domain";
import type { ClockWitness } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";

const name = { namespace: operationsNamespace, name: "holdfast-retention-clock" };

/** What was written of the time when rules were applied last; undefined before the first time. */
export async function readWitness({ kubernetes }: Context): Promise<ClockWitness | undefined> {
  const object = await kubernetes.get<ConfigMap>(configMapType, name);
  const lastSeen = Date.parse(object?.data?.["lastSeen"] ?? "");
  const steadySince = Date.parse(object?.data?.["steadySince"] ?? "");
  return Number.isNaN(lastSeen) || Number.isNaN(steadySince) ? undefined : { lastSeen, steadySince };
}

/** The last writer wins: all that apply rules look at the same clock's time. */
export async function writeWitness({ kubernetes }: Context, witness: ClockWitness): Promise<void> {
  const object: ConfigMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...name, labels: { [labels.record]: "retention-clock" } },
    data: {
      lastSeen: new Date(witness.lastSeen).toISOString(),
      steadySince: new Date(witness.steadySince).toISOString(),
    },
  };
  try {
    await kubernetes.replace<ConfigMap>(configMapType, object, { fieldManager });
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
    await createWitness(kubernetes, object);
  }
}

/** Another one that looks at the same moment has written the same time. */
async function createWitness(kubernetes: Context["kubernetes"], object: ConfigMap): Promise<void> {
  try {
    await inOperationsNamespace(kubernetes, () =>
      kubernetes.create<ConfigMap>(configMapType, object, { fieldManager }),
    );
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
  }
}
