import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeKubernetes } from "./judge-kubernetes.ts";
import { judgeOrigin } from "./judge-origin.ts";
import type { BackupOrigin, ClusterPlatform } from "./judge-origin.ts";
import { awsPluginFor, judgePlugin } from "./judge-plugin.ts";
import { judgeUploader } from "./judge-uploader.ts";
import { judgeVelero } from "./judge-velero.ts";
import { notable, stopping } from "./judgement.ts";
import { kotsRows } from "./kots-rows.ts";
import { readOsImage } from "./operating-system.ts";
import { testedCombinations } from "./tested.ts";
import { veleroRows } from "./velero-rows.ts";

const pairs = veleroRows.flatMap((row) => row.kubernetes.map((kubernetes) => ({ row, kubernetes })));

function resticBroken(velero: string, purpose: "read" | "write"): boolean {
  return judgeUploader({ velero, uploader: "restic", purpose }).answer === "known-broken";
}

function beside1172(image: string) {
  return judgePlugin({ velero: "v1.17.2", image, purpose: "write" })?.answer;
}

describe("weak point 60: the version matrix is asked, row by row", () => {
  it.each(testedCombinations)("what the tests ran is tested: %j", ({ velero, kubernetes, awsPlugin, uploader }) => {
    expect(judgeVelero(velero).answer).toBe("tested");
    expect(judgeKubernetes({ velero, kubernetes }).answer).toBe("tested");
    expect(judgeUploader({ velero, uploader, purpose: "write" }).answer).toBe("tested");
    const image = `localhost/velero-plugin-for-aws:${awsPlugin}`;
    expect(judgePlugin({ velero, image, purpose: "write" })?.answer).toBe("tested");
    expect(awsPluginFor(velero)).toBe(awsPlugin);
  });

  it.each(veleroRows)("Velero $minor.x is tested, stated by others, or too old", ({ minor }) => {
    const answer = judgeVelero(`v${minor}.99`).answer;
    expect(answer).toBe(Number(minor.split(".")[1]) < 13 ? "known-broken" : "untested");
  });

  it.each(pairs)("Velero $row.minor on Kubernetes $kubernetes is stated by Velero's authors", ({ row, kubernetes }) => {
    const judged = judgeKubernetes({ velero: `v${row.minor}.77`, kubernetes: `v${kubernetes}` });
    expect(judged).toMatchObject({ answer: "untested", reason: "Velero's authors have tested this pair" });
  });

  it.each(veleroRows)("Velero $minor backs up by $writes and restores $reads", ({ minor, writes, reads }) => {
    for (const uploader of ["kopia", "restic"] as const) {
      const velero = `v${minor}.77`;
      const write = judgeUploader({ velero, uploader, purpose: "write" });
      const read = judgeUploader({ velero, uploader, purpose: "read" });
      expect(write.answer).toBe(writes.includes(uploader) ? "untested" : "known-broken");
      expect(read.answer).toBe(reads.includes(uploader) ? "untested" : "known-broken");
    }
  });

  it.each(veleroRows)("Velero $minor goes with the plugins $plugins, and with no older ones", ({ minor, plugins }) => {
    for (const [name, line] of Object.entries(plugins)) {
      const image = `velero/velero-plugin-for-${name === "azure" ? "microsoft-azure" : name}`;
      const velero = `v${minor}.77`;
      const judge = (tag: string) => judgePlugin({ velero, image: `${image}:${tag}`, purpose: "write" });
      expect(judge(`v${line}.9`)).toMatchObject({ answer: "untested" });
      expect(judge("v1.6.1")).toMatchObject({ answer: "known-broken", remedy: expect.stringContaining(`v${line}.0`) });
      const reading = judgePlugin({ velero, image: `${image}:v1.6.1`, purpose: "read" });
      expect(reading?.answer).toBe("needs-acceptance");
    }
  });

  it.each(kotsRows.filter(({ kubernetes }) => kubernetes.length > 0))(
    "no Velero of KOTS $kots ($velero.from to $velero.to) that Holdfast can use is refused",
    ({ velero, kubernetes }) => {
      const newest = velero.to.replace("x", "0");
      expect(judgeVelero(`v${newest}`).answer).toBe("untested");
      for (const version of kubernetes) {
        expect(judgeKubernetes({ velero: newest, kubernetes: version }).answer).not.toBe("known-broken");
      }
    },
  );

  it.each(["v1.19.0", "v1.19.0-rc.1", "v1.20.3", "v2.0.0", "1.19.0", "v1.12.4", "v1.5.1"])(
    "Velero %s is known broken, with the way out",
    (version) => {
      expect(judgeVelero(version)).toMatchObject({ answer: "known-broken", remedy: expect.stringContaining("1.18") });
    },
  );

  it.each([
    ["v1.18.4", "v1.18.3 of the same minor version is tested"],
    ["v1.18.3-konveyor.1", "v1.18.3 of the same minor version is tested"],
    ["main", "It is no released version"],
  ])("Velero %s is untested: %s", (version, reason) => {
    expect(judgeVelero(version)).toMatchObject({ answer: "untested", reason });
  });

  it("new backups by restic are known broken from 1.17 on, restores of them from 1.19 on", () => {
    expect([
      resticBroken("v1.16.2", "write"),
      resticBroken("v1.17.0", "write"),
      resticBroken("v1.18.3", "write"),
    ]).toEqual([false, true, true]);
    expect(resticBroken("v1.18.3", "read")).toBe(false);
  });

  it("a Kubernetes without server-side apply is known broken; one that nobody names is untested", () => {
    expect(judgeKubernetes({ velero: "v1.18.3", kubernetes: "v1.21.14" }).answer).toBe("known-broken");
    expect(judgeKubernetes({ velero: "v1.18.3", kubernetes: "v1.29.4+k3s1" }).reason).toContain("KOTS");
    expect(judgeKubernetes({ velero: "v1.18.3", kubernetes: "v1.34.5-eks-1" }).reason).toContain("1.34.1");
  });

  it("a plugin that is newer than its Velero's line is untested, and one of others is not judged", () => {
    expect(beside1172("localhost/velero-plugin-for-aws:v1.14.3")).toBe("untested");
    expect(beside1172("registry.example.com:5000/velero/velero-plugin-for-aws@sha256:0f")).toBe("untested");
    expect(beside1172("example.com/some-plugin:v1")).toBeUndefined();
  });

  it("every answer but tested names a reason, a source and what to do, whatever the versions are", () => {
    const versions = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(2), fc.nat(40), fc.nat(9)).map((parts) => `v${parts.join(".")}`),
    );
    fc.assert(
      fc.property(versions, versions, versions, (velero, kubernetes, tag) => {
        const image = `velero/velero-plugin-for-aws:${tag}`;
        const all = [
          judgeVelero(velero),
          judgeKubernetes({ velero, kubernetes }),
          judgeUploader({ velero, uploader: "restic", purpose: "read" }),
          ...[judgePlugin({ velero, image, purpose: "read" })].filter((one) => one !== undefined),
        ];
        for (const one of notable(all)) {
          expect([one.reason, one.source, one.remedy].every((text) => text !== undefined && text !== "")).toBe(true);
        }
      }),
    );
  });
});

function answers(origin: BackupOrigin, cluster: ClusterPlatform) {
  return Object.fromEntries(judgeOrigin(origin, cluster).map(({ code, answer }) => [code, answer]));
}

function onNode(family: string, version: string): ClusterPlatform["nodes"] {
  return [{ operatingSystem: { family, version }, architecture: "amd64" }];
}

describe("a backup's origin", () => {
  const then: BackupOrigin = {
    operatingSystem: { family: "debian", version: "12" },
    architecture: "amd64",
    installMethod: "existing-cluster",
    kubernetes: "v1.34.1",
    velero: "v1.18.3",
  };
  const now: ClusterPlatform = {
    nodes: [{ operatingSystem: { family: "debian", version: "12" }, architecture: "amd64" }],
    installMethod: "existing-cluster",
    kubernetes: "v1.34.1",
    velero: "v1.18.3",
  };
  it("that is like the cluster raises nothing", () => {
    expect(notable(judgeOrigin(then, now))).toEqual([]);
  });

  it("of another version of the same operating system warns, of another family asks to be accepted", () => {
    expect(answers(then, { ...now, nodes: onNode("debian", "13") })["os-family"]).toBe("untested");
    expect(answers(then, { ...now, nodes: onNode("ubuntu", "12") })["os-family"]).toBe("needs-acceptance");
  });

  it("of another architecture or kind of installation asks to be accepted, by its code", () => {
    const arm = { ...now, installMethod: "local-cluster", nodes: [{ architecture: "arm64" }] };
    const judged = judgeOrigin(then, arm);
    expect(stopping(judged, []).map(({ code }) => code)).toEqual(["architecture", "install-method"]);
    expect(stopping(judged, ["architecture", "install-method"])).toEqual([]);
  });

  it("that says nothing is unknown, which stops nothing", () => {
    const judged = judgeOrigin({}, { ...now, nodes: [] });
    expect(judged.every(({ answer }) => answer === "untested")).toBe(true);
    expect(stopping(judged, [])).toEqual([]);
  });

  it("of another minor version of Kubernetes or Velero warns", () => {
    const newer = { ...now, kubernetes: "v1.35.0", velero: "v1.17.2" };
    expect(answers(then, newer)).toMatchObject({ "kubernetes-change": "untested", "velero-change": "untested" });
    expect(answers({ ...then, velero: "v1.16.0" }, now)["velero-change"]).toBe("untested");
  });
});

describe("a node's operating system", () => {
  it.each([
    ["Debian GNU/Linux 12 (bookworm)", "debian", "12"],
    ["Ubuntu 22.04.3 LTS", "ubuntu", "22.04.3"],
    ["CentOS Linux 7 (Core)", "centos", "7"],
    ["Red Hat Enterprise Linux 9.3 (Plow)", "rhel", "9.3"],
    ["Red Hat Enterprise Linux CoreOS 414.92.202310", "rhcos", "414.92.202310"],
    ["Rocky Linux 9.2 (Blue Onyx)", "rocky", "9.2"],
    ["AlmaLinux 9.3 (Shamrock Pampas Cat)", "almalinux", "9.3"],
    ["Amazon Linux 2023.3.20240108", "amazon", "2023.3.20240108"],
    ["SUSE Linux Enterprise Server 15 SP4", "sles", "15 sp4"],
    ["Talos (v1.6.0)", "talos", "1.6.0"],
    ["Container-Optimized OS from Google", "cos", undefined],
    ["Windows Server 2019 Datacenter", "windows", "2019"],
  ])("%s is of the family %s, version %s", (image, family, version) => {
    expect(readOsImage(image)).toEqual({ family, ...(version === undefined ? {} : { version }) });
  });

  it("without a name is unknown", () => {
    expect(readOsImage("")).toBeUndefined();
  });
});
