import { describe, expect, it } from "vitest";
import { withHolder, withoutHolder, type HostRecord } from "./host-settings.ts";

const original = { "vm/overcommit_memory": "0" };
const changed = { "vm/overcommit_memory": "1" };
const always = (): boolean => true;

describe("settings of the host", () => {
  it("are saved by the first cluster and not by the second, which sees them changed", () => {
    const first = withHolder(undefined, { bootId: "b1", settings: original }, "/one");
    const second = withHolder(first, { bootId: "b1", settings: changed }, "/two");
    expect(second).toEqual({ bootId: "b1", saved: original, holders: ["/one", "/two"] });
  });

  it("count a cluster once, however often it is started", () => {
    const first = withHolder(undefined, { bootId: "b1", settings: original }, "/one");
    expect(withHolder(first, { bootId: "b1", settings: changed }, "/one")).toEqual(first);
  });

  it("are saved anew after a reboot, which has put back everything", () => {
    const before: HostRecord = { bootId: "b1", saved: { "vm/overcommit_memory": "2" }, holders: ["/one", "/two"] };
    expect(withHolder(before, { bootId: "b2", settings: original }, "/one")).toEqual({
      bootId: "b2",
      saved: original,
      holders: ["/one"],
    });
  });

  it("stay as they are while another cluster runs", () => {
    const record: HostRecord = { bootId: "b1", saved: original, holders: ["/one", "/two"] };
    expect(withoutHolder(record, "b1", "/one", always)).toEqual({
      kind: "keep",
      record: { ...record, holders: ["/two"] },
    });
  });

  it("are put back by the last cluster", () => {
    const record: HostRecord = { bootId: "b1", saved: original, holders: ["/one"] };
    expect(withoutHolder(record, "b1", "/one", always)).toEqual({ kind: "restore", settings: original });
  });

  it("are put back when the other clusters' state is gone", () => {
    const record: HostRecord = { bootId: "b1", saved: original, holders: ["/one", "/two"] };
    expect(withoutHolder(record, "b1", "/one", () => false)).toEqual({ kind: "restore", settings: original });
  });

  it("are left alone after a reboot and when nothing was saved", () => {
    const record: HostRecord = { bootId: "b1", saved: original, holders: ["/one"] };
    expect(withoutHolder(record, "b2", "/one", always)).toEqual({ kind: "restore", settings: {} });
    expect(withoutHolder(undefined, "b1", "/one", always)).toEqual({ kind: "nothing" });
  });
});
