import type { CommandSpec } from "./command.ts";

type Load = () => Promise<{ readonly default: CommandSpec }>;

/** Every command by its words. A file is loaded when its command runs or its help is shown. */
export const commands: Readonly<Record<string, Load>> = {
  "velero install": () => import("./velero-install.ts"),
  "velero status": () => import("./velero-status.ts"),
  "velero uninstall": () => import("./velero-uninstall.ts"),
};
