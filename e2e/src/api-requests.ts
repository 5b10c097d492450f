import { Agent, request } from "node:https";
import type { CertifiedKey } from "@holdfast/local-cluster";

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
}

/**
 * Plain HTTPS to the API server, for starting things and for tests that must not go through the product's own client.
 * A server that cannot be reached answers with status 0.
 */
export class ApiRequests {
  readonly #server: string;
  readonly #agent: Agent;

  constructor(server: string, authorityPem: string, client: CertifiedKey) {
    this.#server = server;
    this.#agent = new Agent({
      ca: authorityPem,
      cert: client.certificatePem,
      key: client.privateKeyPem,
      keepAlive: true,
      maxSockets: 16,
    });
  }

  get(path: string): Promise<ApiResponse> {
    return this.send("GET", path);
  }

  /** Server-side apply, forced; `path` names the object. */
  async apply(path: string, object: object): Promise<void> {
    const query = "?fieldManager=holdfast-harness&force=true";
    const response = await this.send("PATCH", path + query, JSON.stringify(object), "application/apply-patch+yaml");
    if (response.status >= 300) throw new Error(`apply ${path}: ${response.status} ${response.body}`);
  }

  send(method: string, path: string, body?: string, contentType = "application/json"): Promise<ApiResponse> {
    const headers = body === undefined ? {} : { "content-type": contentType };
    return new Promise((resolve) => {
      const call = request(this.#server + path, { method, agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
        response.on("error", (error) => resolve({ status: 0, body: error.message }));
      });
      call.on("error", (error) => resolve({ status: 0, body: error.message }));
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
