import { labels, withLimit } from "@holdfast/domain";
import type { LimitSettings } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { changeSettings } from "./change-settings.ts";
import { readSettings } from "./read-settings.ts";
import { settingsName, settingsType } from "./settings.ts";

function setLimit(limit: string) {
  return <Content extends { readonly limits?: LimitSettings }>(now: Content) => ({
    ...now,
    limits: withLimit(now.limits ?? {}, { kind: "default" }, limit),
  });
}

describe("the settings", () => {
  it("are empty until something is set, also where no console is installed", async () => {
    expect(await readSettings(testContext(createFakeClient({ types: [settingsType] })))).toEqual({});
    expect(await readSettings(testContext(createFakeClient()))).toEqual({});
  });

  it("are one labelled object with an id that is always the same", async () => {
    const kubernetes = createFakeClient({ types: [settingsType] });
    const context = testContext(kubernetes);
    await changeSettings(context, setLimit("7d"));
    const name = { namespace: "holdfast", name: settingsName };
    const first = await kubernetes.get(settingsType, name);
    expect(first?.metadata.labels).toEqual({ [labels.record]: "settings" });
    await changeSettings(context, setLimit("24h"));
    // The same in every installation: one that is restored replaces one that was made before the restore.
    expect(await kubernetes.get(settingsType, name)).toMatchObject({ spec: { id: "settings" } });
    expect((await readSettings(context)).limits).toEqual({ default: "24h" });
  });

  it("keep what two writers change at once", async () => {
    const kubernetes = createFakeClient({ types: [settingsType] });
    const context = testContext(kubernetes);
    const limitOf = (slug: string) =>
      changeSettings(context, (now) => ({
        ...now,
        limits: withLimit(now.limits ?? {}, { kind: "application", slug }, "1h"),
      }));
    await Promise.all(["one", "two", "three", "four"].map(limitOf));
    const { limits } = await readSettings(context);
    expect(limits?.applications?.map(({ slug }) => slug)).toEqual(["four", "one", "three", "two"]);
  });

  it("say that the installation comes first where the cluster does not know them", async () => {
    await expect(changeSettings(testContext(createFakeClient()), setLimit("1h"))).rejects.toMatchObject({
      code: "holdfast-not-installed",
    });
  });
});
