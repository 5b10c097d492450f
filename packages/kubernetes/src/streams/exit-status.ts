import { ApiError } from "../api-error.ts";
import { unreachable } from "../transport/status.ts";

/** A Status on the last channel of exec. */
interface ExitStatus {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** The exit code from the status channel. Throws when the command could not be started or its end is unknown. */
export function decodeExit(
  text: string,
  { words, server }: { readonly words: string; readonly server: string },
): number {
  if (text === "")
    throw unreachable(
      server,
      words,
      new Error("the connection ended before the command's exit code was known; it may have run"),
    );
  const status = JSON.parse(text) as ExitStatus;
  if (status.status === "Success") return 0;
  const exitCode = status.details?.causes?.find((cause) => cause.reason === "ExitCode")?.message;
  if (status.reason === "NonZeroExitCode" && exitCode !== undefined) return Number(exitCode);
  throw new ApiError({
    status: status.code ?? 500,
    reason: status.reason ?? "InternalError",
    request: words,
    message: status.message ?? "The command could not be run",
  });
}
