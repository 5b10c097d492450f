import { pino, stdTimeFunctions } from "pino";
import type { DestinationStream, Logger } from "pino";

export type { Logger } from "pino";

/** Fields that are never written, wherever they turn up in what is logged. */
const secretFields = ["password", "token", "authorization", "cookie", "data", "stringData", "secretAccessKey"];

/** One JSON object a line on stdout; levels as words, times as ISO 8601. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: "[not logged]" },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
