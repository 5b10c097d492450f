/** One request to the API server. */
export interface ApiRequest {
  readonly method: string;
  /** Absolute path with query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** What is asked, in words, for errors: "create secrets default/x". */
  readonly words: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}
