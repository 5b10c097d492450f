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

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** JSON has no undefined: an optional field is there or it is not. */
type Received<Value> = Value extends readonly (infer Item)[]
  ? readonly Received<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Received<Exclude<Value[Key], undefined>> }
    : Value;

/** What a good answer of this address holds. */
type Good<Asked extends Answer> = Received<Exclude<Awaited<ReturnType<Asked["json"]>>, { readonly code: string }>>;

/** The body of a good answer; anything else is thrown as Refused. */
export async function read<Asked extends Answer>(asked: Promise<Asked>): Promise<Good<Asked>> {
  const answer = await asked;
  if (answer.ok) return (await answer.json()) as Good<Asked>;
  throw await refusalOf(answer);
}

/** For answers without a body. */
export async function expectOk(asked: Promise<Answer>): Promise<void> {
  const answer = await asked;
  if (!answer.ok) throw await refusalOf(answer);
}

/** For answers that are plain text. */
export async function readText(asked: Promise<Answer>): Promise<string> {
  const answer = await asked;
  if (answer.ok) return answer.text();
  throw await refusalOf(answer);
}

/** Proxies and crashed servers do not answer in our JSON; what they said is kept as the reason. */
async function refusalOf(answer: Answer): Promise<Refused> {
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
