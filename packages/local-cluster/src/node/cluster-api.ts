import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { LocalClusterError } from "../error.ts";
import type { ClusterPaths } from "./cluster-paths.ts";

/** The few calls that booting and looking at a node need. Objects are as the API server gives them. */
export interface ClusterApi {
  /** Undefined for 404. Any other failure rejects. */
  get<Value>(path: string): Promise<Value | undefined>;
  create(path: string, object: unknown): Promise<void>;
  /** False when it is not ready or does not answer. */
  isReady(): Promise<boolean>;
  close(): void;
}

/** An API server on a machine that has more to do than it can is slow, not gone. */
const timeoutMilliseconds = 20_000;

export async function openClusterApi(paths: ClusterPaths, port: number): Promise<ClusterApi> {
  const [ca, cert, key] = await Promise.all([
    readFile(paths.pki.authority),
    readFile(paths.pki.certificate("admin")),
    readFile(paths.pki.key("admin")),
  ]);
  const agent = new Agent({ ca, cert, key, keepAlive: true });
  const send = (method: string, path: string, body?: string): Promise<Answer> =>
    exchange({ agent, port, method, path, ...(body === undefined ? {} : { body }) });
  return {
    async get<Value>(path: string) {
      const answer = await send("GET", path);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.body}`);
      return JSON.parse(answer.body) as Value;
    },
    async create(path, object) {
      const answer = await send("POST", path, JSON.stringify(object));
      if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.body}`);
    },
    isReady: () =>
      send("GET", "/readyz").then(
        ({ status }) => status === 200,
        () => false,
      ),
    close: () => agent.destroy(),
  };
}

interface Question {
  readonly agent: Agent;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function exchange({ agent, port, method, path, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const outgoing = request({ agent, host: "127.0.0.1", port, method, path, headers, timeout: timeoutMilliseconds });
    outgoing.once("timeout", () => outgoing.destroy(noAnswer()));
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      text(response).then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject);
    });
    outgoing.end(body);
  });
}

function noAnswer(): LocalClusterError {
  const seconds = timeoutMilliseconds / 1000;
  return new LocalClusterError("deadline-passed", `The cluster's API server did not answer within ${seconds} s`, {
    reason: "the machine may have more to do than it can",
    remedy: "Run the command again: it goes on from here",
  });
}
