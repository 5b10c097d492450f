/** Three answers, each with its reason. Source: what the tests of this repository run, and Velero's own statements. */
export type VersionJudgement =
  | { readonly kind: "tested" }
  | { readonly kind: "untested"; readonly reason: string }
  | { readonly kind: "known-broken"; readonly reason: string };

const testedVersion = "v1.18.3";
const testedMinor = 18;

export function judgeVersion(version: string): VersionJudgement {
  if (version === testedVersion) return { kind: "tested" };
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined || minor === undefined) return { kind: "untested", reason: "it is no released version" };
  if (Number(major) !== 1 || Number(minor) > testedMinor) {
    return { kind: "known-broken", reason: "from 1.19 on Velero's objects change" };
  }
  return { kind: "untested", reason: `${testedVersion} is` };
}

/** The AWS plugin that Velero's authors pair with each minor version. */
const awsPlugins: Readonly<Record<string, string>> = {
  "1.18": "v1.14.3",
  "1.17": "v1.13.2",
  "1.16": "v1.12.2",
  "1.15": "v1.11.1",
};

export function awsPluginFor(veleroVersion: string): string | undefined {
  const minor = /^v?(\d+\.\d+)\./.exec(veleroVersion)?.[1];
  return minor === undefined ? undefined : awsPlugins[minor];
}
