import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { refusal } from "../../test-support/refusal.ts";
import { testContext } from "../../test-support/test-context.ts";
import { aVendor } from "../../test-support/vendor.ts";
import { applicationObject, applicationType, installedFrom } from "../applications/application.ts";
import { readRecords } from "../applications/application-records.ts";
import { storeRelease } from "../applications/store-release.ts";
import { configSecret, licenseSecret, writeSecret } from "../applications/write-records.ts";
import type { Context } from "../context.ts";
import { backupableApplication, vendorBackupOf } from "./backupable.ts";

const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: c}
spec: {groups: [{name: g, items: [{name: user, type: text, default: nobody}, {name: "on", type: bool, default: "1"}]}]}
`;
const backup = `apiVersion: velero.io/v1
kind: Backup
metadata: {name: shop, annotations: {kots.io/when: 'repl{{ ConfigOption "on" }}'}}
spec:
  hooks:
    resources:
      - name: dump
        pre:
          - exec:
              command: [dump, 'repl{{ Sequence }}', 'repl{{ VersionLabel }}', 'repl{{ ConfigOption "user" }}', 'repl{{ LicenseFieldValue "edition" }}']
              timeout: 1m
`;

async function installed(given: Readonly<Record<string, string>>): Promise<Context> {
  const context = testContext(createFakeClient({ types: [applicationType, backupType] }));
  const vendor = aVendor("shop");
  const { publicKey } = vendor;
  const spec = { id: "1", slug: "shop", title: "", namespaces: ["shop"], sequence: 1, versionLabel: "1.1", publicKey };
  const object = applicationObject(spec, "shop");
  await context.kubernetes.create(applicationType, object);
  const application = installedFrom(object);
  for (const sequence of [1, 2]) {
    const release = vendor.release(sequence, { "config.yaml": config, "backup.yaml": backup });
    await storeRelease(context, application, await readRecords(context, application), release);
  }
  await writeSecret(context, configSecret(application, { given, generated: {} }, spec));
  const license = vendor.license({ fields: { edition: "pro" } });
  const held = { license: undefined, entitlementLostAt: undefined };
  await writeSecret(context, licenseSecret(context, application, { license, held }));
  return context;
}

describe("the vendor's kind: Backup at backup time", () => {
  it("weak point 42: is rendered with the deployed sequence and the present config and license, never the latest release", async () => {
    const context = await installed({ user: "alice" });
    const { spec } = await vendorBackupOf(context, "shop", 1);
    expect(spec.hooks?.resources?.[0]?.pre?.[0]?.exec.command).toEqual(["dump", "1", "1.1", "alice", "pro"]);
  });

  it("that an annotation switches off makes the application not included, with the annotation and its place", async () => {
    const fault = await refusal(backupableApplication(await installed({ on: "0" }), "shop", "partial"));
    expect(fault.code).toBe("application-not-backupable");
    expect(fault.details.reason).toContain('(backup.yaml:1, kots.io/when: "0")');
  });
});
