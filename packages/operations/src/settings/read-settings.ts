import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { settingsName, settingsType } from "./settings.ts";
import type { SettingsObject, SettingsSpec } from "./settings.ts";

/** What is set, without the object's id; nothing while nobody set anything, or no console is installed. */
export async function readSettings(context: Context): Promise<Omit<SettingsSpec, "id">> {
  try {
    return (await findSettings(context))?.spec ?? {};
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Undefined also when the cluster does not know the kind yet. */
export async function findSettings({ kubernetes, consoleNamespace }: Context): Promise<SettingsObject | undefined> {
  try {
    return await kubernetes.get<SettingsObject>(settingsType, { namespace: consoleNamespace, name: settingsName });
  } catch (error) {
    if (isApiError(error, "NotFound")) return undefined;
    throw error;
  }
}
