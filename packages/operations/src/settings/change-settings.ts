import { Fault, fieldManager } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError, isWriteConflict } from "../faults/from-api-error.ts";
import { findSettings } from "./read-settings.ts";
import { settingsObject, settingsType } from "./settings.ts";
import type { SettingsObject, SettingsSpec } from "./settings.ts";

type Content = Omit<SettingsSpec, "id">;

const attempts = 5;
/** Of the only object of its kind: a restored one is the same as one that was made before the restore. */
const settingsId = "settings";

/**
 * Changes the settings under an optimistic lock: `change` is given what is set now, and is asked again when somebody
 * else wrote meanwhile, so it must only compute. What it throws changes nothing. Returns what is set then.
 * Faults: holdfast-not-installed, missing-rights, cluster-conflict.
 */
export async function changeSettings(context: Context, change: (now: Content) => Content): Promise<Content> {
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await changeOnce(context, change);
      } catch (error) {
        const isRace = isWriteConflict(error) || isApiError(error, "AlreadyExists");
        if (!isRace || attempt === attempts) throw error;
      }
    }
  } catch (error) {
    if (isApiError(error, "NotFound")) throw notInstalled(context);
    throw fromApiError(error);
  }
}

async function changeOnce(context: Context, change: (now: Content) => Content): Promise<Content> {
  const { kubernetes, consoleNamespace } = context;
  const found = await findSettings(context);
  const { id, ...now } = found?.spec ?? { id: settingsId };
  const spec = { id, ...change(now) };
  const object = settingsObject(consoleNamespace, spec);
  const written =
    found === undefined
      ? await kubernetes.create<SettingsObject>(settingsType, object, { fieldManager })
      : await kubernetes.replace<SettingsObject>(settingsType, { ...found, spec }, { fieldManager });
  return written.spec;
}

function notInstalled({ consoleNamespace }: Context): Fault {
  return new Fault("holdfast-not-installed", "There is no place for settings in this cluster yet.", {
    reason: `They live in the console's namespace, ${consoleNamespace}, which is not there or does not know them.`,
    remedy: "Run `holdfast install` first, then try again.",
  });
}
