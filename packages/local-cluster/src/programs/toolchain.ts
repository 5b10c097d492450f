import { execFile } from "node:child_process";
import { LocalClusterError } from "../error.ts";
import { buildEnvironment, type Toolchain } from "./key.ts";

/** The oldest Go that the pinned modules build with. */
export const oldestGo = { major: 1, minor: 26 } as const;

const whereToGetGo = `Install Go ${oldestGo.major}.${oldestGo.minor} or newer, from go.dev/dl or your distribution, and see that \`go\` is on the PATH.`;

/** Throws "machine-unfit" when there is no Go, or it is too old. */
export async function findToolchain(): Promise<Toolchain> {
  const answer = await ask();
  const [version = "", os = "", architecture = ""] = answer.trim().split("\n");
  if (!isRecentEnough(version)) {
    throw new LocalClusterError("machine-unfit", `Go ${version.replace(/^go/, "")} is too old`, {
      reason: `The pinned programs need Go ${oldestGo.major}.${oldestGo.minor} or newer.`,
      remedy: whereToGetGo,
    });
  }
  return { version, os, architecture };
}

/** `version` as Go prints it: "go1.26.8", "go1.27rc1", "devel go1.28-…". */
export function isRecentEnough(version: string): boolean {
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > oldestGo.major || (Number(major) === oldestGo.major && Number(minor) >= oldestGo.minor);
}

function ask(): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...buildEnvironment };
    execFile("go", ["env", "GOVERSION", "GOOS", "GOARCH"], { env }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const missing = error.code === "ENOENT";
      return reject(
        new LocalClusterError("machine-unfit", missing ? "Go was not found" : "Go does not work", {
          reason: missing ? "There is no program `go` on the PATH." : stderr.trim() || error.message,
          remedy: whereToGetGo,
          cause: error,
        }),
      );
    });
  });
}
