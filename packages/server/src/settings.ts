import { parseArgs } from "node:util";
import { Fault, defaultConsoleNamespace } from "@holdfast/domain";

/** Everything the server can be told, by flag or by environment variable; flags win. No secret is among them. */
export interface Settings {
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  readonly consoleNamespace: string;
  /** Absent: Velero is found. */
  readonly veleroNamespace?: string;
  /** Absent: the pod's service account. */
  readonly kubeconfig?: string;
  /** Who holds the controllers' lease; the pod's name. */
  readonly identity: string;
  readonly logLevel: string;
  /** The console's built files. */
  readonly assets: string;
  /** How long a request may still run after SIGTERM. */
  readonly graceSeconds: number;
}

const options = {
  port: { type: "string" },
  host: { type: "string" },
  "console-namespace": { type: "string" },
  "velero-namespace": { type: "string" },
  kubeconfig: { type: "string" },
  identity: { type: "string" },
  "log-level": { type: "string" },
  assets: { type: "string" },
  "grace-seconds": { type: "string" },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** `--console-namespace` is `HOLDFAST_CONSOLE_NAMESPACE` in the environment, and so on. */
export function readSettings(
  args: readonly string[],
  environment: Environment,
  defaults: { readonly assets: string },
): Settings {
  const flags = parse(args);
  const value = (name: keyof typeof options) =>
    flags[name] ?? environment[`HOLDFAST_${name.toUpperCase().replaceAll("-", "_")}`];
  const veleroNamespace = value("velero-namespace");
  const kubeconfig = value("kubeconfig");
  return {
    port: wholeNumber("port", value("port") ?? "8080", 65_535),
    host: value("host") ?? "0.0.0.0",
    consoleNamespace: value("console-namespace") ?? environment["POD_NAMESPACE"] ?? defaultConsoleNamespace,
    ...(veleroNamespace === undefined ? {} : { veleroNamespace }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    identity: value("identity") ?? environment["POD_NAME"] ?? environment["HOSTNAME"] ?? `process-${process.pid}`,
    logLevel: logLevel(value("log-level") ?? "info"),
    assets: value("assets") ?? defaults.assets,
    graceSeconds: wholeNumber("grace-seconds", value("grace-seconds") ?? "25", 3_600),
  };
}

function parse(args: readonly string[]): Partial<Record<keyof typeof options, string>> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Fault("invalid-argument", "The server was started with an option it does not know", {
      reason: error instanceof Error ? error.message : String(error),
      remedy: `Known options: ${Object.keys(options)
        .map((name) => `--${name}`)
        .join(", ")}`,
    });
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new Fault("invalid-argument", `--${name} is ${JSON.stringify(text)}`, {
    remedy: `Give a whole number from 0 to ${most}`,
  });
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

function logLevel(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new Fault("invalid-argument", `--log-level is ${JSON.stringify(text)}`, {
    remedy: `Give one of ${logLevels.join(", ")}`,
  });
}
