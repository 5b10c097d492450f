import { hc } from "hono/client";
import type { Api } from "./create-api.ts";
import type { ErrorBody } from "./faults.ts";
import { apiBase, consoleHeader } from "./paths.ts";

/** Every request carries the header that other sites cannot send. */
export function createClient(origin: string, fetchWith: typeof fetch = fetch) {
  return hc<Api>(`${origin}${apiBase}`, { headers: { [consoleHeader]: "1" }, fetch: fetchWith });
}

/** A refusal by the server, with what it said. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

interface Answer<Body> {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<Body>;
  text(): Promise<string>;
}

type Accepted<Body> = Exclude<Body, ErrorBody>;

/** The body of a good answer; anything else is thrown as Refused. */
export async function read<Body>(asked: Promise<Answer<Body>>): Promise<Accepted<Body>> {
  const answer = await asked;
  if (answer.ok) return (await answer.json()) as Accepted<Body>;
  throw await refusalOf(answer);
}

/** For answers without a body. */
export async function expectOk(asked: Promise<Answer<unknown>>): Promise<void> {
  const answer = await asked;
  if (!answer.ok) throw await refusalOf(answer);
}

/** Proxies and crashed servers do not answer in our JSON; what they said is kept as the reason. */
async function refusalOf(answer: Answer<unknown>): Promise<Refused> {
  const text = await answer.text();
  return new Refused(answer.status, parseBody(text) ?? strangeAnswer(answer.status, text));
}

function parseBody(text: string): ErrorBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "code" in body && "message" in body
      ? (body as ErrorBody)
      : undefined;
  } catch {
    return undefined;
  }
}

function strangeAnswer(status: number, text: string): ErrorBody {
  return {
    code: "cluster-unreachable",
    class: "unavailable",
    message: "The server did not answer as Holdfast does",
    reason: `status ${status}: ${text.slice(0, 200)}`,
    remedy: "Check that the console's address leads to Holdfast and that its pods are running",
  };
}
