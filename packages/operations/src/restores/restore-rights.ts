import { rightsTo } from "../installation/rights.ts";
import type { Right } from "../installation/rights.ts";
import type { RestoreInput } from "./restore-input.ts";

/**
 * What a restore destroys and makes, asked of whoever orders it: a controller that does the work has more rights than
 * they may have, and who may back up must not be able to destroy by that way.
 */
export function restoreRights(
  applications: readonly Pick<RestoreInput, "veleroNamespace" | "namespaces">[],
): readonly Right[] {
  const veleros = new Set(applications.map(({ veleroNamespace }) => veleroNamespace));
  const namespaces = new Set(applications.flatMap((application) => application.namespaces));
  return [
    ...[...veleros].flatMap((namespace) =>
      rightsTo({
        verbs: ["create"],
        group: "velero.io",
        resource: "restores",
        namespace,
        purpose: "let Velero restore",
      }),
    ),
    ...[...namespaces].flatMap((namespace) =>
      rightsTo({
        verbs: ["delete"],
        group: "",
        resource: "persistentvolumeclaims",
        namespace,
        purpose: "wipe the volumes that the backup fills",
      }),
    ),
  ];
}
