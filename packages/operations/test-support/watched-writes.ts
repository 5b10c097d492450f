import type { KubernetesClient } from "@holdfast/kubernetes";

/**
 * Called with a description of a write; throwing is a program that dies there, or a server that refuses, and a promise
 * that does not resolve is a program that sleeps there.
 */
export type OnWrite = (write: string) => unknown;

export interface WriteHooks {
  readonly before?: OnWrite;
  /** The write was made, but the program never hears of it. */
  readonly after?: OnWrite;
}

/** The client with every write shown to the hooks first, or right after it was made. Works over any client. */
export function watchWrites(client: KubernetesClient, { before, after }: WriteHooks): KubernetesClient {
  const shown = async <T>(write: string, act: () => Promise<T>): Promise<T> => {
    await before?.(write);
    const result = await act();
    await after?.(write);
    return result;
  };
  return {
    ...client,
    get userName() {
      return client.userName;
    },
    create: (type, object, options) => shown(`create ${type.kind}`, () => client.create(type, object, options)),
    replace: (type, object, options) => shown(`replace ${type.kind}`, () => client.replace(type, object, options)),
    patch: (type, name, patch, options) => shown(`patch ${type.kind}`, () => client.patch(type, name, patch, options)),
    apply: (object, options) => shown(`apply ${object.kind}`, () => client.apply(object, options)),
    delete: (type, name, options) => shown(`delete ${type.kind}`, () => client.delete(type, name, options)),
  };
}
