import { Fault, viewFault } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { exitBug, exitCodes, exitInterrupted } from "./exit-codes.ts";
import { formatValue, type Format } from "./output.ts";

export interface ErrorReport {
  readonly exitCode: number;
  readonly text: string;
}

/** The one place where what was thrown becomes words and an exit code. */
export async function reportError(error: unknown, format: Format, interrupted: boolean): Promise<ErrorReport> {
  const fault = await faultOf(error);
  if (fault !== undefined) {
    const exitCode = exitCodes[fault.class];
    const view = viewFault(fault);
    return { exitCode, text: format === "table" ? faultText(fault) : formatValue({ error: view }, format) };
  }
  if (interrupted) return { exitCode: exitInterrupted, text: "Interrupted." };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: exitBug, text: `This is a bug in Holdfast. Please report it with these lines:\n${detail}` };
}

async function faultOf(error: unknown): Promise<Fault | undefined> {
  if (error instanceof Fault) return error;
  if (!isApiError(error)) return undefined;
  const { fromApiError } = await import("@holdfast/operations");
  const fault = fromApiError(error);
  return fault instanceof Fault ? fault : undefined;
}

function faultText(fault: Fault): string {
  const { reason, where, remedy } = fault.details;
  const lines = [`Error: ${fault.message}`];
  if (reason !== undefined) lines.push(`  Why: ${indent(reason)}`);
  if (where !== undefined) lines.push(`  Where: ${indent(where)}`);
  if (remedy !== undefined) lines.push(`  What to do: ${indent(remedy)}`);
  return lines.join("\n");
}

function indent(text: string): string {
  return text.trimEnd().replaceAll("\n", "\n    ");
}
