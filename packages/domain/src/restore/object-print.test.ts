import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePrints } from "./compare-prints.ts";
import { printObject } from "./object-print.ts";

const digest = (text: string): string => `${text.length} ${text.slice(0, 20)} ${text.slice(-20)}`;

function compare(kind: string, now: object, then: object) {
  return comparePrints(kind, printObject({ kind, ...now }, digest), printObject({ kind, ...then }, digest));
}

const container = { name: "web", image: "web:1", ports: [{ name: "http", containerPort: 80 }] };
const deployment = (change: object) => ({
  spec: { replicas: 1, template: { spec: { containers: [{ ...container, ...change }] } } },
});

function service(ip: string, nodePort: number) {
  return { spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ name: "http", port: 80, nodePort }] } };
}

const json = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/u), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

describe("the comparison of an object with its backup", () => {
  it("finds nothing between an object and itself, in whatever order its fields are", () => {
    fc.assert(
      fc.property(json, (spec) => {
        const reversed = Object.fromEntries(Object.entries(spec).toReversed());
        expect(compare("Widget", { spec }, { spec: reversed })).toEqual([]);
      }),
    );
  });

  it("leaves out what Kubernetes and Velero write by themselves", () => {
    const noise = fc.record({
      status: json,
      metadata: fc.record({
        uid: fc.uuid(),
        resourceVersion: fc.nat().map(String),
        generation: fc.nat(),
        creationTimestamp: fc.constant("2026-01-01T00:00:00Z"),
        managedFields: fc.array(json, { maxLength: 2 }),
        annotations: fc.constant({ "deployment.kubernetes.io/revision": "7" }),
        labels: fc.constantFrom({}, { "velero.io/backup-name": "b", "velero.io/restore-name": "r" }),
      }),
    });
    fc.assert(
      fc.property(json, noise, noise, (spec, one, other) => {
        expect(compare("Deployment", { spec, ...one }, { spec, ...other })).toEqual([]);
      }),
    );
  });

  it("names a changed field by its path, and shows only values that tell nothing secret", () => {
    expect(compare("Deployment", deployment({}), deployment({ image: "web:2" }))).toEqual([
      { path: "spec.template.spec.containers[web].image", now: "web:1", backup: "web:2" },
    ]);
    const password = (value: string) => deployment({ env: [{ name: "PASSWORD", value }] });
    expect(compare("Deployment", password("a"), password("b"))).toEqual([
      { path: "spec.template.spec.containers[web].env[PASSWORD].value" },
    ]);
  });

  it("weak point 3: never says what is in a Secret, whatever its fields are called", () => {
    fc.assert(
      fc.property(json, json, (now, then) => {
        for (const change of compare("Secret", { data: now, spec: now }, { data: then, spec: then })) {
          expect(Object.keys(change)).toEqual(["path"]);
        }
      }),
    );
  });

  it("takes a field that only one side has with the API server's default for no change", () => {
    const full = deployment({ imagePullPolicy: "IfNotPresent", terminationMessagePath: "/dev/termination-log" });
    expect(compare("Deployment", full, deployment({}))).toEqual([]);
    expect(compare("Deployment", deployment({ tty: true }), deployment({}))).toHaveLength(1);
  });

  it("keeps what Kubernetes gave a Service or a claim out of it", () => {
    expect(compare("Service", service("10.0.0.1", 30001), service("10.0.0.9", 30009))).toEqual([]);
    expect(
      compare("PersistentVolumeClaim", { spec: { volumeName: "pv-a" } }, { spec: { volumeName: "pv-b" } }),
    ).toEqual([]);
  });

  it("holds a bounded part of an object, and still sees a change beyond it", () => {
    const data = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`key-${index}`, "x".repeat(70)]));
    const print = printObject({ kind: "ConfigMap", data }, digest);
    expect(print.size).toBeLessThanOrEqual(401);
    expect(compare("ConfigMap", { data }, { data: { ...data, "key-999": "y" } })).not.toEqual([]);
  });
});
