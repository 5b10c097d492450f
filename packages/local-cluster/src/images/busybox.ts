import type { DebianLayer, InlineEntry, InlineLayer } from "./definition.ts";

/** Debian's busybox without libc: one program, many names. */
export const busyboxPackage: DebianLayer = { kind: "debian", packages: ["busybox-static"], dependencies: "none" };

/** Those of busybox's programs that scripts in hooks, helpers and samples use. */
const names = `
  [ ash awk basename cat chgrp chmod chown chroot cksum cmp cp cut date dd df diff dirname du echo env expr false find
  flock fold free grep gunzip gzip head hexdump hostname httpd id install ip kill killall ln ls md5sum mkdir mkfifo
  mktemp more mount mv nc netstat nice nl nohup nproc nslookup od paste ping printf ps pwd readlink realpath rm rmdir
  sed seq sh sha1sum sha256sum sleep sort split stat stty sync tail tar tee telnet test timeout top touch tr true
  truncate tty umount uname uniq uptime vi wc wget which who whoami xargs xxd yes
`;

/** Links for the names that the layers below do not have: put it under a layer with the real ones. */
export const busyboxNames: InlineLayer = {
  kind: "inline",
  entries: Object.fromEntries(
    names
      .split(/\s+/)
      .filter((name) => name !== "")
      .map((name): [string, InlineEntry] => [`/usr/bin/${name}`, { kind: "link", target: "busybox" }]),
  ),
};
