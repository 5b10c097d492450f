import { fromTheBeginning, labels } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { PlayedCluster } from "../../test-support/played-cluster.ts";
import { testContext } from "../../test-support/test-context.ts";
import { setRetention } from "./change-policy.ts";
import { readWitness, writeWitness } from "./clock-witness.ts";
import { listHolds, refuseHeld } from "./holds.ts";
import { policyObject, readPolicy, retentionPolicyType } from "./policy-object.ts";
import { listPolicies, storePolicy } from "./store-policy.ts";

const scope = { kind: "instance" } as const;
const revision = {
  from: fromTheBeginning,
  rules: { keepLast: 3 },
  timeZone: "UTC",
  setBy: "tester",
  setAt: fromTheBeginning,
};

describe("a policy's object", () => {
  it("is labelled, has its name as id, and is the only one of its scope", async () => {
    const kubernetes = createFakeClient({ types: [retentionPolicyType] });
    const context = testContext(kubernetes);
    const policy = { scope, revisions: [revision] };
    await storePolicy(context, scope, () => policy);
    const first = await kubernetes.get(retentionPolicyType, { namespace: "holdfast", name: "instance" });
    expect(first?.metadata.labels).toEqual({ [labels.record]: "retentionpolicy" });
    await storePolicy(context, scope, (now) => ({ scope, revisions: [...(now?.revisions ?? []), revision] }));
    const second = await kubernetes.get(retentionPolicyType, { namespace: "holdfast", name: "instance" });
    expect(second).toMatchObject({ spec: { id: "instance" } });
    expect(await listPolicies(context)).toMatchObject([{ policy: { revisions: [revision, revision] }, problems: [] }]);
  });

  it("that cannot be followed keeps everything, and says why", () => {
    const wrong = { scope, revisions: [{ ...revision, timeZone: "Mars/Olympus", rules: { keepLast: 0 } }] };
    const { policy, problems } = readPolicy(policyObject("holdfast", wrong));
    expect(policy.revisions).toMatchObject([{ rules: {} }]);
    expect(problems).toEqual([expect.stringContaining("keep-last is 0"), 'There is no time zone "Mars/Olympus".']);
  });

  it("needs an installed console", async () => {
    const context = testContext(createFakeClient());
    expect(await listPolicies(context)).toEqual([]);
    await expect(storePolicy(context, scope, () => ({ scope, revisions: [revision] }))).rejects.toMatchObject({
      code: "holdfast-not-installed",
    });
  });
});

describe("a hold", () => {
  it("refuses a deletion in whatever namespace the console is", async () => {
    const kubernetes = createFakeClient();
    const metadata = { name: "holdfast-hold-1", namespace: "elsewhere", labels: { [labels.record]: "hold" } };
    const data = { set: "kept", by: "somebody", at: "2026-01-01T00:00:00Z" };
    await kubernetes.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata, data });
    const context = testContext(kubernetes);
    await expect(refuseHeld(context, "kept")).rejects.toMatchObject({ code: "backup-held" });
    await expect(refuseHeld(context, "another")).resolves.toBeUndefined();
    expect(await listHolds(context)).toEqual([]);
  });
});

it("remembers when the clock was looked at last", async () => {
  const context = testContext(createFakeClient());
  expect(await readWitness(context)).toBeUndefined();
  await writeWitness(context, { lastSeen: 2000, steadySince: 1000 });
  await writeWitness(context, { lastSeen: 3000, steadySince: 1000 });
  expect(await readWitness(context)).toEqual({ lastSeen: 3000, steadySince: 1000 });
});

it("rules for new backups only are refused while a backup is newer than now, and concern none that exists", async () => {
  const cluster = new PlayedCluster();
  await cluster.backUp("one", "Completed");
  cluster.wrong = -5 * 60_000;
  const wish = { scope, rules: { keepLast: 1 }, timeZone: "UTC" };
  const [one] = await cluster.sets();
  const { revisions } = await setRetention(cluster.context(), wish, "new-only");
  expect(Date.parse(revisions[0]?.from ?? "")).toBe(Date.parse(one?.createdAt ?? "") + 1);
  cluster.wrong = -3_600_000;
  const other = { ...wish, rules: { keepLast: 2 } };
  await expect(setRetention(cluster.context(), other, "new-only")).rejects.toMatchObject({ code: "checks-refused" });
  expect(await setRetention(cluster.context(), other, "existing")).toMatchObject({
    revisions: [{ rules: { keepLast: 2 } }],
  });
});
