import { TemplateError } from "../template-error.ts";
import type { TemplateScope } from "../scope.ts";
import { text } from "../value.ts";
import type { TemplateValue } from "../value.ts";
import { takes, takesFrom } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";
import { formatTime } from "./go-time.ts";

/** KOTS's functions about the release, its config and its license. Names and meanings are KOTS's. */
export const releaseFunctions: TemplateFunctions = {
  ConfigOption: takes(1, ([name], scope) => option(scope, name)),
  ConfigOptionData: takes(1, ([name], scope) => optionData(scope, name)),
  ConfigOptionEquals: takes(2, ([name, value], scope) => option(scope, name) === text(value)),
  ConfigOptionNotEquals: takes(2, ([name, value], scope) => option(scope, name) !== text(value)),
  LicenseFieldValue: takes(1, ([name], scope) => scope.licenseField(text(name))),
  Namespace: takes(0, (_, scope) => scope.namespace),
  AppSlug: takes(0, (_, scope) => scope.release.slug),
  Sequence: takes(0, (_, scope) => scope.release.sequence),
  VersionLabel: takes(0, (_, scope) => scope.release.versionLabel),
  ChannelName: takes(0, (_, scope) => scope.release.channel || text(scope.licenseField("channelName"))),
  ReleaseNotes: takes(0, (_, scope) => scope.release.releaseNotes),
  HoldfastVersion: takes(0, (_, scope) => scope.holdfastVersion),
  KotsVersion: takes(0, (_, scope) => scope.holdfastVersion),
  // There is no registry of an installation's own: images are loaded, or pulled from where the manifests say.
  HasLocalRegistry: takes(0, () => false),
  LocalRegistryHost: takes(0, () => ""),
  LocalRegistryNamespace: takes(0, () => ""),
  LocalRegistryAddress: takes(0, () => ""),
  LocalRegistryImagePullSecret: takes(0, () => ""),
  LocalImageName: takes(1, ([image]) => text(image)),
  ImagePullSecretName: takes(0, () => ""),
  IsKurl: takes(0, () => false),
  Now: takes(0, (_, scope) => formatTime(scope.now(), "")),
  NowFmt: takes(1, ([layout], scope) => formatTime(scope.now(), text(layout))),
  RandomString: takesFrom(1, 2, ([length, characters], scope) => randomString(scope, length, characters)),
  randAlphaNum: takes(1, ([length], scope) => randomString(scope, length, undefined)),
};

/** Functions that make something new each time: their values are stored where they stand in a Config. */
export const randomFunctions: readonly string[] = ["RandomString", "randAlphaNum"];

export const misplacedRandom =
  "can only stand in value or default of a config item, where it is made once: elsewhere every deployment and every backup would get another value";

function option(scope: TemplateScope, name: TemplateValue | undefined): string {
  const value = scope.configOption(text(name));
  if (value === undefined) throw new TemplateError(`there is no config item "${text(name)}"`);
  return value;
}

function optionData(scope: TemplateScope, name: TemplateValue | undefined): string {
  if (option(scope, name) === "") return "";
  const value = scope.configData(text(name));
  if (value === undefined) throw new TemplateError(`config item "${text(name)}" is not base64 of UTF-8 text`);
  return value;
}

const longestRandomString = 1024;

function randomString(
  scope: TemplateScope,
  length: TemplateValue | undefined,
  characters: TemplateValue | undefined,
): string {
  const count = Number(text(length));
  if (!Number.isInteger(count) || count < 1 || count > longestRandomString) {
    throw new TemplateError(`RandomString takes a length from 1 to ${longestRandomString}`);
  }
  if (characters !== undefined) {
    throw new TemplateError("RandomString takes a length only: its characters are lower-case letters and digits");
  }
  if (scope.randomString === undefined) throw new TemplateError(`RandomString ${misplacedRandom}`);
  return scope.randomString(count);
}
