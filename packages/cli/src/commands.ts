import type { CommandSpec } from "./command.ts";

type Load = () => Promise<{ readonly default: CommandSpec }>;

/** Every command by its words. A file is loaded when its command runs or its help is shown. */
export const commands: Readonly<Record<string, Load>> = {
  "cluster up": () => import("./cluster-up.ts"),
  "cluster stop": () => import("./cluster-stop.ts"),
  "cluster start": () => import("./cluster-start.ts"),
  "cluster down": () => import("./cluster-down.ts"),
  "cluster status": () => import("./cluster-status.ts"),
  "cluster list": () => import("./cluster-list.ts"),
  "cluster exec": () => import("./cluster-exec.ts"),
  "cluster logs": () => import("./cluster-logs.ts"),
  "cluster kubeconfig": () => import("./cluster-kubeconfig.ts"),
  "cluster load-image": () => import("./cluster-load-image.ts"),
  "destination set": () => import("./destination-set.ts"),
  "destination show": () => import("./destination-show.ts"),
  "destination take-over": () => import("./destination-take-over.ts"),
  "velero install": () => import("./velero-install.ts"),
  "velero status": () => import("./velero-status.ts"),
  "velero uninstall": () => import("./velero-uninstall.ts"),
};
