import { configMaps, type ApiError, type KubernetesClient, type KubernetesObject } from "../../src/index.ts";

export interface ContractSubject {
  readonly client: KubernetesClient;
  /** Exists and holds no ConfigMap of the contract. */
  readonly namespace: string;
  /** Makes watches from the resource versions so far expire. */
  readonly expire: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };
export type Fields = Readonly<Record<string, string>>;

/** The subject under test once it has started, with what its tests create. */
export class Contract {
  #subject: ContractSubject | undefined;
  #names = 0;

  async start(start: () => Promise<ContractSubject>): Promise<void> {
    this.#subject = await start();
  }

  async dispose(): Promise<void> {
    await this.#subject?.dispose();
  }

  get subject(): ContractSubject {
    if (this.#subject === undefined) throw new Error("the subject of the contract has not started");
    return this.#subject;
  }

  get client(): KubernetesClient {
    return this.subject.client;
  }

  get namespace(): string {
    return this.subject.namespace;
  }

  nextName(): string {
    this.#names += 1;
    return `contract-${this.#names}`;
  }

  named(name: string): { readonly name: string; readonly namespace: string } {
    return { name, namespace: this.namespace };
  }

  configMap(name: string, labels: Fields = {}, data: Fields = { color: "red" }): ConfigMap {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { ...this.named(name), labels }, data };
  }

  create(name: string, labels?: Fields): Promise<ConfigMap> {
    return this.client.create(configMaps, this.configMap(name, labels));
  }
}

/** "accepted", or the reason of the refusal. */
export async function reasonOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    return (error as ApiError).reason;
  }
}
