import type { Statement } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";

/** What could be read, and what could not with these rights, with the reason: about that nothing is said. */
interface Seen<Item> {
  readonly items: readonly Item[];
  readonly unread: readonly string[];
}

export interface SeenStatements {
  readonly statements: readonly Statement[];
  readonly unread: readonly string[];
}

/** What may not be read is not there for whoever asks, and is said; a kind that the cluster does not know has none. */
export async function seen<Item>(what: string, list: () => Promise<readonly Item[]>): Promise<Seen<Item>> {
  try {
    return { items: await list(), unread: [] };
  } catch (error) {
    if (isApiError(error, "Forbidden")) return { items: [], unread: [`${what}: ${error.message}`] };
    if (isApiError(error, "NotFound")) return { items: [], unread: [] };
    throw error;
  }
}
