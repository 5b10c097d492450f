export * from "./fault.ts";
export * from "./identifiers.ts";
