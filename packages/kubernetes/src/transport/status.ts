import { ApiError } from "../api-error.ts";
import type { ApiAnswer } from "./exchange.ts";

/** metav1.Status, as far as it is read. */
interface Status {
  readonly kind?: unknown;
  readonly message?: unknown;
  readonly reason?: unknown;
  readonly code?: unknown;
  readonly details?: { readonly causes?: readonly { readonly field?: unknown; readonly message?: unknown }[] };
}

/** The error form of a refusal. Answers that are no Status (a proxy's page, "404 page not found") keep their text. */
export function refusal(answer: ApiAnswer, words: string): ApiError {
  const { status, body, retryAfterSeconds } = answer;
  const decoded = decodeStatus(body) ?? { message: plainMessage(status, body) };
  return statusError(decoded, { status, retryAfterSeconds }, words);
}

/** The API server answers a path of a group or kind it does not serve with this text alone. */
function plainMessage(status: number, body: string): string {
  const text = body.trim().slice(0, 500);
  return status === 404 && text === "404 page not found" ? "The API server does not serve this kind of object" : text;
}

function decodeStatus(body: string): Status | undefined {
  try {
    const value = JSON.parse(body) as Status | null;
    return value?.kind === "Status" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The error form of a Status object, as it also comes inside a watch. */
export function statusError(status: Status, answer: Omit<ApiAnswer, "body">, words: string): ApiError {
  const code = typeof status.code === "number" ? status.code : answer.status;
  const reason = typeof status.reason === "string" && status.reason !== "" ? status.reason : reasonOf(code);
  return new ApiError({
    status: code,
    // "Gone" is an older server's word for an expired resourceVersion.
    reason: reason === "Gone" ? "Expired" : reason,
    request: words,
    retryAfterSeconds: answer.retryAfterSeconds,
    message:
      typeof status.message === "string" && status.message !== ""
        ? status.message
        : `The API server answered ${code} ${reason}`,
    causes: (status.details?.causes ?? []).map((cause) => ({
      ...(typeof cause.field === "string" ? { field: cause.field } : {}),
      message: typeof cause.message === "string" ? cause.message : "",
    })),
  });
}

const reasons: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Expired",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

function reasonOf(code: number): string {
  return reasons[code] ?? "Unknown";
}

/** No answer came. Errors that are already in this package's form pass through. */
export function unreachable(server: string, words: string, cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError({
    status: 0,
    reason: "Unreachable",
    request: words,
    message: `The API server ${server} cannot be reached: ${causeText(cause)}`,
    cause,
  });
}

/** Several addresses that all fail come as an AggregateError without a message. */
function causeText(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(causeText).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
