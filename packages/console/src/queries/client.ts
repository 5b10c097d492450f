import { createClient } from "@holdfast/api";

export const client = createClient(globalThis.location.origin);
