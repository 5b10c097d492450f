import { describe, expect, it } from "vitest";
import { choosePackages } from "./debian-packages.ts";
import { isWanted, mergedPath } from "./debian-tree.ts";

const printed = [
  "'http://mirror/pool/libc6_2.36-9_amd64.deb' libc6_2.36-9_amd64.deb 2759320 MD5Sum:8d98",
  "'http://mirror/pool/busybox-static_1.35.0-4_amd64.deb' busybox-static_1%3a1.35.0-4+b1_amd64.deb 928188 SHA256:f6",
  "'http://mirror/pool/debconf_1.5.82_all.deb' debconf_1.5.82_all.deb 121212 ",
  "",
].join("\n");

describe("the packages of a layer", () => {
  it("are those asked for, when nothing they depend on is wanted", () => {
    const chosen = choosePackages(printed, { kind: "debian", packages: ["busybox-static"], dependencies: "none" });
    expect(chosen).toEqual([
      { name: "busybox-static", version: "1:1.35.0-4+b1", file: "busybox-static_1%3a1.35.0-4+b1_amd64.deb" },
    ]);
  });

  it("are all that is needed but what the definition leaves out", () => {
    const chosen = choosePackages(printed, {
      kind: "debian",
      packages: ["busybox-static"],
      dependencies: { without: ["debconf"] },
    });
    expect(chosen.map(({ name }) => name)).toEqual(["busybox-static", "libc6"]);
  });
});

describe("the files of a package", () => {
  it("are found below /usr, where links from the old places lead", () => {
    expect(mergedPath("./lib/x86_64-linux-gnu/libc.so.6")).toBe("/usr/lib/x86_64-linux-gnu/libc.so.6");
    expect(mergedPath("./lib64/ld.so")).toBe("/usr/lib64/ld.so");
    expect(mergedPath("./usr/bin/psql")).toBe("/usr/bin/psql");
    expect(mergedPath("./library/x")).toBe("/library/x");
    expect(mergedPath("./")).toBe("/");
  });

  it("are taken without manuals and documentation, but with their licence", () => {
    expect(isWanted("/usr/share/doc/libc6/copyright", [])).toBe(true);
    expect(isWanted("/usr/share/doc/libc6/changelog.gz", [])).toBe(false);
    expect(isWanted("/usr/share/man/man1/ls.1.gz", [])).toBe(false);
    expect(isWanted("/opt/left/out", ["/opt/left"])).toBe(false);
    expect(isWanted("/opt/leftover", ["/opt/left"])).toBe(true);
  });
});
