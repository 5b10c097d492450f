import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const defaults = { assets: "/app/console" };

describe("the server's settings", () => {
  test("have defaults for a pod", () => {
    expect(readSettings([], { POD_NAME: "holdfast-1", POD_NAMESPACE: "backups" }, defaults)).toEqual({
      port: 8080,
      host: "0.0.0.0",
      consoleNamespace: "backups",
      identity: "holdfast-1",
      logLevel: "info",
      assets: "/app/console",
      graceSeconds: 25,
    });
  });

  test("are taken from flags before the environment", () => {
    const environment = { HOLDFAST_PORT: "9000", HOLDFAST_VELERO_NAMESPACE: "velero-a" };
    const settings = readSettings(["--port", "9001"], environment, defaults);
    expect(settings.port).toBe(9001);
    expect(settings.veleroNamespace).toBe("velero-a");
  });

  test.each([[["--port", "eighty"]], [["--port", "70000"]], [["--log-level", "loud"]], [["--unknown"]], [["extra"]]])(
    "are refused as %j with what is allowed",
    (args) => {
      expect(() => readSettings(args, {}, defaults)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    },
  );
});
