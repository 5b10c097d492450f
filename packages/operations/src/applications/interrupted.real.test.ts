import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMaps, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient, UnstructuredObject } from "@holdfast/kubernetes";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { testContext } from "../../test-support/test-context.ts";
import { endUpgrade, upgradeApplication } from "../../test-support/upgrade-application.ts";
import { aVendor, configMap } from "../../test-support/vendor.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { Clock, Context } from "../context.ts";
import { lookForApplication } from "./find-application.ts";
import { listOperations } from "../running/show-operations.ts";
import { installApplication } from "./install-application.ts";
import { removeApplication } from "./remove-application.ts";

const nothing = { values: {}, files: {} };
const speed = 25;
/** Every write when the long tests are asked for, else every third. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 3 : 1;

/** Real waiting, 25 times faster: the silence of a dead process is judged within a second. */
const hastyClock: Clock = {
  now: () => Date.now() * speed,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds / speed);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};

class Died extends Error {}

/** A program that dies at its nth write, before or after the server took it; from then on it writes nothing more. */
function dyingAt(client: KubernetesClient, death: number, when: "before" | "after") {
  let writes = 0;
  const die = (): void => {
    writes += 1;
    if (writes >= death) throw new Died(`write ${writes}`);
  };
  const refuseWhenDead = (): void => {
    if (writes >= death) throw new Died("dead");
  };
  const hooks = when === "before" ? { before: die } : { before: refuseWhenDead, after: die };
  return { client: watchWrites(client, hooks), died: () => writes >= death };
}

function expectDeath(error: unknown): void {
  if (!(error instanceof Died)) throw error;
}

describe("deployments whose program dies between any two writes", () => {
  let server: ApiServer;
  let kubernetes: KubernetesClient;
  let ids = 0;

  beforeAll(async () => {
    server = await startApiServer();
    ({ kubernetes } = server);
  });

  afterAll(async () => {
    await server?.stop();
  });

  const contextOn = (client: KubernetesClient): Context => ({
    ...testContext(client, { clock: hastyClock }),
    randomId: (length) => `r${(ids += 1)}`.padStart(length, "0"),
  });

  const stateOf = async (slug: string): Promise<unknown> => {
    const application = await lookForApplication(contextOn(kubernetes), slug);
    const found = await kubernetes.listAll<UnstructuredObject>(configMaps, { namespace: slug });
    const records = await kubernetes.listAll(secrets, { namespace: slug, labelSelector: "holdfast.dev/record" });
    return {
      spec: application === undefined ? undefined : { ...application.object.spec, id: "", publicKey: "" },
      objects: found
        .filter((one) => one.metadata.name !== "kube-root-ca.crt")
        .map((one) => [one.metadata.name, one["data"]]),
      records: records.map((one) => one.metadata.name.replace(slug, "app")).sort(),
    };
  };

  /** Dies at each write in turn, then runs again undisturbed; the end must be the same. */
  const run = async (
    slug: string,
    death: number,
    when: "before" | "after",
  ): Promise<{ died: boolean; state: unknown }> => {
    const vendor = aVendor(slug);
    const first = vendor.release(1, {
      "app.yaml": configMap("app", { a: "1" }),
      "old.yaml": configMap("old", { a: "1" }),
    });
    const second = vendor.release(2, {
      "app.yaml": configMap("app", { a: "2" }),
      "new.yaml": configMap("new", { a: "2" }),
    });
    const install = (client: KubernetesClient) =>
      installApplication(contextOn(client), { release: first, license: vendor.license(), given: nothing });
    const upgrade = (client: KubernetesClient) =>
      upgradeApplication(contextOn(client), { release: second, given: nothing });
    /** As a person does: an upgrade that was begun is resumed, otherwise the command is run again. */
    const upgradeAgain = async () => {
      const begun = (await listOperations(contextOn(kubernetes))).find(
        ({ subject, state }) => subject.kind === "application" && subject.slug === slug && state.stage !== "done",
      );
      await (begun === undefined ? upgrade(kubernetes) : endUpgrade(contextOn(kubernetes), begun.id));
    };
    const dying = dyingAt(kubernetes, death, when);
    await install(dying.client).catch(expectDeath);
    if (dying.died()) await install(kubernetes);
    else await upgrade(dying.client).catch(expectDeath);
    await upgradeAgain();
    return { died: dying.died(), state: await stateOf(slug) };
  };

  it.each(["before", "after"] as const)("ends the same when it dies right %s a write", async (when) => {
    const expected = await run(`calm-${when}`, Number.POSITIVE_INFINITY, when);
    const normal = JSON.stringify(expected.state).replaceAll(`calm-${when}`, "app");
    let death = 1;
    for (; ; death += stride) {
      const slug = `dies-${when}-${death}`;
      const { died, state } = await run(slug, death, when);
      expect(JSON.stringify(state).replaceAll(slug, "app"), `write ${death}`).toBe(normal);
      await removeApplication(contextOn(kubernetes), { slug, deleteData: true });
      if (!died) break;
    }
    expect(death).toBeGreaterThan(25);
  });
});
