import { configItems } from "../../config/config-spec.ts";
import type { ConfigItem } from "../../config/config-spec.ts";
import { randomFunctions } from "../../template/functions/release-functions.ts";
import { checkTemplate } from "../../template/render-template.ts";
import { hasTemplate } from "../../template/template.ts";
import { formatPath } from "../fields.ts";
import type { FieldPath } from "../fields.ts";
import type { ManifestDocument } from "../manifest-document.ts";
import type { ReleaseWarning } from "../problem.ts";
import type { Release } from "../release.ts";
import { textValues } from "../scalars.ts";

/** Templates that are new each time, and secrets in commands that Velero writes into its log and its objects. */
export function warnTemplates({ manifests, backup, restore, config }: Release): readonly ReleaseWarning[] {
  const secrets = new Set(
    configItems(config)
      .filter(isSecret)
      .map(({ name }) => name),
  );
  const all = [...manifests, ...[backup, restore].filter((manifest) => manifest !== undefined)];
  return all.flatMap((manifest) => warnManifest(manifest, manifest === backup, secrets));
}

function isSecret({ type, hidden, value, default: fallback }: ConfigItem): boolean {
  const isMade = randomFunctions.some((name) => value.includes(name) || fallback.includes(name));
  return type === "password" || hidden || isMade;
}

function warnManifest(
  manifest: ManifestDocument,
  isBackup: boolean,
  secrets: ReadonlySet<string>,
): readonly ReleaseWarning[] {
  const written = textValues(manifest.source).filter(({ node }) => hasTemplate(node.value));
  return written.flatMap(({ node, path, range }) => {
    const check = checkTemplate(node.value);
    const calls = check.kind === "sound" ? check.calls : [];
    const messages = new Set<string>();
    for (const { name, firstArgument } of calls) {
      if (name === "Now" || name === "NowFmt") messages.add(isBackup ? newBackups(name) : newDeployments(name));
      const isOption = name === "ConfigOption" || name === "ConfigOptionData";
      if (isOption && isCommand(path) && secrets.has(String(firstArgument)))
        messages.add(leaked(String(firstArgument)));
    }
    const place = { file: manifest.file, line: manifest.lineAt(range[0]), field: formatPath(path) };
    return [...messages].map((message) => ({ ...place, message }));
  });
}

/** Of a hook: in `kind: Backup` and `kind: Restore`, or in an annotation of pods. */
function isCommand(path: FieldPath): boolean {
  const last = path.at(-1);
  if (typeof last === "string") return /hook\.(?:backup|restore)\.velero\.io\/command$/u.test(last);
  return path.at(-2) === "command" && path.includes("hooks");
}

function newBackups(name: string): string {
  return `${name} gives another value at every backup`;
}

function newDeployments(name: string): string {
  return `${name} gives another value at every deployment; in a pod template it restarts the pods`;
}

function leaked(item: string): string {
  return `the command holds the secret config item "${item}": Velero writes commands into its log and its objects; let the command read it from the environment or a file`;
}
