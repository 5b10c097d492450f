import { describe, expect, it } from "vitest";
import { clusterPaths } from "./cluster-paths.ts";
import { nodeMounts } from "./mounts.ts";
import { configurationFiles, nodePrograms, type NodeSettings } from "./node-programs.ts";

const paths = clusterPaths("one", {});
const settings: NodeSettings = {
  paths,
  disposable: false,
  cgroupRoot: "/holdfast-one-12345678",
  pauseImage: "localhost/pause:3.10",
};

function argumentsOf(name: string, changed: Partial<NodeSettings> = {}): readonly string[] {
  return nodePrograms({ ...settings, ...changed }).find((program) => program.name === name)?.arguments ?? [];
}

function fileAt(ending: string): string {
  return configurationFiles(settings).find(({ path }) => path.endsWith(ending))?.text ?? "";
}

describe("the programs of a node", () => {
  it("write to disk before they answer, unless the cluster is disposable", () => {
    expect(argumentsOf("etcd")).not.toContain("--unsafe-no-fsync");
    expect(argumentsOf("etcd", { disposable: true })).toContain("--unsafe-no-fsync");
  });

  it("keep everything below the state directory or in file systems of the node's own", () => {
    const own = [paths.state, "/var/lib/kubelet", "/run/"];
    const texts = nodePrograms(settings).flatMap((program) => program.arguments);
    const written = texts
      .map((text) => /=(\/.*)$/.exec(text)?.[1])
      .filter((path): path is string => path !== undefined && path.startsWith("/"));
    expect(written.length).toBeGreaterThan(10);
    expect(written.filter((path) => !own.some((directory) => path.startsWith(directory)))).toEqual([]);
  });

  it("wait for the API server before they need their rights", () => {
    for (const { name, gates } of nodePrograms(settings)) {
      const waits = gates.some(({ kind }) => kind === "api-server-ready");
      expect([name, waits]).toEqual([name, !["etcd", "containerd", "kube-apiserver"].includes(name)]);
    }
  });
});

describe("the kubelet", () => {
  it("puts pods below the cluster's own cgroup and never removes an image, which could not be pulled again", () => {
    const kubelet = JSON.parse(fileAt("kubelet.json")) as Record<string, unknown>;
    expect(kubelet).toMatchObject({
      cgroupRoot: "/holdfast-one-12345678",
      cgroupDriver: "cgroupfs",
      failCgroupV1: false,
      imageGCHighThresholdPercent: 100,
    });
  });
});

describe("containerd", () => {
  it("uses our pause image and its own directories", () => {
    const text = fileAt("containerd.toml");
    expect(text).toContain('sandbox_image = "localhost/pause:3.10"');
    expect(text).toContain(`root = "${paths.containerd}"`);
    expect(text).toContain("restrict_oom_score_adj = true");
  });
});

describe("the mounts of a node", () => {
  it("hold the state before /var/lib is covered and put it back after", () => {
    const lines = nodeMounts(paths).map((command) => command.join(" "));
    const held = lines.indexOf(`mount --bind ${paths.state} /run/state`);
    const covered = lines.findIndex((line) => line.endsWith("overlay /var/lib"));
    const back = lines.indexOf(`mount --bind /run/state ${paths.state}`);
    expect(held).toBeGreaterThan(0);
    expect(covered).toBeGreaterThan(held);
    expect(back).toBeGreaterThan(covered);
    expect(lines.at(-1)).toBe("mount --make-rshared /");
  });
});
