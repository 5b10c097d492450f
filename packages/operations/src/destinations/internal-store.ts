import { Fault } from "@holdfast/domain";
import { secrets, services, type KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { DestinationWish } from "./destination-wish.ts";

/** The object store that a local cluster brings along. */
const store = {
  namespace: "holdfast-store",
  service: "holdfast-store",
  secret: "holdfast-store-credentials",
  bucket: "velero",
};

interface Service extends KubernetesObject {
  readonly spec: { readonly ports?: readonly { readonly port: number }[] };
}
interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** The wish for the internal store; always by its Service, never by a node's address. */
export async function internalWish(context: Context, name: string): Promise<DestinationWish> {
  try {
    const [service, secret] = await Promise.all([
      context.kubernetes.get<Service>(services, { namespace: store.namespace, name: store.service }),
      context.kubernetes.get<Secret>(secrets, { namespace: store.namespace, name: store.secret }),
    ]);
    const accessKeyId = decode(secret, "accessKeyId");
    const secretAccessKey = decode(secret, "secretAccessKey");
    if (service === undefined || accessKeyId === undefined || secretAccessKey === undefined) throw noInternalStore();
    const port = service.spec.ports?.[0]?.port ?? 9000;
    return {
      name,
      bucket: store.bucket,
      region: "us-east-1",
      url: `http://${store.service}.${store.namespace}.svc:${port}`,
      insecureSkipTlsVerify: false,
      credentials: { accessKeyId, secretAccessKey },
    };
  } catch (error) {
    throw fromApiError(error);
  }
}

function decode(secret: Secret | undefined, key: string): string | undefined {
  const encoded = secret?.data?.[key];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function noInternalStore(): Fault {
  return new Fault("destination-not-found", "This cluster has no internal object store", {
    reason: `Service ${store.namespace}/${store.service} or Secret ${store.namespace}/${store.secret} is missing`,
    remedy:
      "The local cluster brings one (holdfast cluster up); elsewhere give a store with holdfast destination set s3",
  });
}
