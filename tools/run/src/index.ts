/** What tests share with the first run. */
export { ensureServerImage } from "./server-image.ts";
export { removeForgottenClusters } from "./forgotten-clusters.ts";
