/** A refusal by the API server, or the fact that it could not be reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Status.reason as Kubernetes says it: NotFound, AlreadyExists, Conflict, Forbidden, Invalid, Expired, …; or "Unreachable". */
  readonly reason: string;
  /** What was asked, e.g. "create secrets holdfast-operations/x". */
  readonly request: string;
  /** Status.details.causes, if the server sent them. */
  readonly causes: readonly { readonly field?: string; readonly message: string }[];

  /** How long the server asks to wait before the next attempt, if it said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: {
    readonly message: string;
    readonly status: number;
    readonly reason: string;
    readonly request: string;
    readonly causes?: readonly { readonly field?: string; readonly message: string }[];
    readonly retryAfterSeconds?: number | undefined;
    readonly cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? {} : { cause: fields.cause });
    this.status = fields.status;
    this.reason = fields.reason;
    this.request = fields.request;
    this.causes = fields.causes ?? [];
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

export function isApiError(error: unknown, ...reasons: readonly string[]): error is ApiError {
  return error instanceof ApiError && (reasons.length === 0 || reasons.includes(error.reason));
}
