import { LocalClusterError } from "../error.ts";

export interface FailedBuild {
  readonly program: string;
  readonly version: string;
  /** What go wrote, in full. */
  readonly output: string;
  /** The exit code, or the signal that ended go. */
  readonly ended: number | string;
}

interface Explanation {
  readonly matches: RegExp;
  readonly remedy: string;
}

const explanations: readonly Explanation[] = [
  {
    matches: /no space left on device|disk quota exceeded/i,
    remedy:
      "Free some disk: Go's own caches need about 12 GB. `go env GOCACHE GOMODCACHE` says where they are; GOCACHE can be moved to another disk.",
  },
  {
    matches: /checksum mismatch|SECURITY ERROR/,
    remedy:
      "What was downloaded is not what was pinned, so it was not used. Run `go clean -modcache` and try again; if it stays, do not trust the module proxy.",
  },
  {
    matches: /missing go\.sum entry|updates to go\.mod needed/,
    remedy: "The pinned module files in tools/upstream were changed. Restore them from the repository.",
  },
  {
    matches: /\b(403 Forbidden|404 Not Found|410 Gone)\b|(403|404|410) [A-Z]/,
    remedy: "The module proxy does not hand out a module that is needed. `go env GOPROXY` says which proxy is asked.",
  },
  {
    matches:
      /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|proxyconnect|network is unreachable|x509:|50[0-9] /,
    remedy:
      "The module proxy cannot be reached. See that this machine may reach what `go env GOPROXY` names (HTTPS_PROXY is honoured), then run the same command again: what was downloaded and built is kept.",
  },
  {
    matches: /signal: killed|cannot allocate memory|out of memory/i,
    remedy:
      "The machine ran out of memory. 4 GiB free are enough; close other programs and run the same command again.",
  },
  {
    matches: /requires go >= |go\.mod requires go/,
    remedy: "A newer Go is needed than the one on the PATH: install it from go.dev/dl.",
  },
];

const fallback = "Run the same command again; if it fails in the same way, report it with the lines above.";

/** The last lines that say something: progress of downloads and package names are left out. */
export function tellingLines(output: string, count = 12): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !isProgress(line));
  return lines.slice(-count).join("\n");
}

/** With -v, go prints one line for each package it compiles: an import path, nothing else. */
export function isProgress(line: string): boolean {
  return line.startsWith("go: downloading ") || /^[\w.~+-]+(\/[\w.~+-]+)*$/.test(line);
}

export function explainFailedBuild(build: FailedBuild): LocalClusterError {
  const reason = tellingLines(build.output) || `go ended with ${build.ended} and said nothing`;
  const found = explanations.find((explanation) => explanation.matches.test(`${reason}\n${build.ended}`));
  return new LocalClusterError("build-failed", `${build.program} ${build.version} could not be built`, {
    reason,
    remedy: found?.remedy ?? fallback,
  });
}
