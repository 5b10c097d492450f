import { request as httpRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { pods, type KubernetesClient, type KubernetesObject } from "@holdfast/kubernetes";

export interface SiteAddress {
  readonly namespace: string;
  /** Selects the pods that serve it. */
  readonly labelSelector: string;
}

export interface Site {
  /** Waits for a Ready pod, and tries again while the answer is 503. Another answer than 2xx is an error. */
  ask(method: string, path: string, body?: Uint8Array | string): Promise<Buffer>;
}

export class SiteUnavailable extends Error {
  override readonly name = "SiteUnavailable";
}

const port = 8080;

/** Each request is a connection of its own through the API server to a Ready pod. */
export function openSite(client: KubernetesClient, address: SiteAddress, deadlineSeconds = 120): Site {
  return {
    async ask(method, path, body) {
      const deadline = Date.now() + deadlineSeconds * 1000;
      let reason = "";
      while (Date.now() < deadline) {
        const answer = await askOnce(client, address, { method, path, body: body ?? "" });
        if (answer.kind === "answered") return answer.body;
        reason = answer.reason;
        await sleep(500);
      }
      throw new SiteUnavailable(
        `${address.namespace}: ${method} ${path} got no answer in ${deadlineSeconds} s: ${reason}`,
      );
    },
  };
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array | string;
}

type Answer =
  | { readonly kind: "answered"; readonly body: Buffer }
  | { readonly kind: "not-now"; readonly reason: string };

async function askOnce(client: KubernetesClient, address: SiteAddress, question: Question): Promise<Answer> {
  const pod = await findReadyPod(client, address);
  if (pod === undefined) return { kind: "not-now", reason: `no pod with ${address.labelSelector} is Ready` };
  let response: { readonly status: number; readonly body: Buffer };
  try {
    response = await send(client, { ...address, pod }, question);
  } catch (error) {
    // Pods come and go while a restore runs; whether it was that shows at the next try or at the deadline.
    return { kind: "not-now", reason: error instanceof Error ? error.message : String(error) };
  }
  if (response.status === 503) return { kind: "not-now", reason: response.body.toString() };
  if (response.status >= 400) {
    throw new Error(`${question.method} ${question.path} was answered ${response.status}: ${response.body.toString()}`);
  }
  return { kind: "answered", body: response.body };
}

async function send(
  client: KubernetesClient,
  target: { readonly namespace: string; readonly pod: string },
  question: Question,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const connection = await client.portForward({ namespace: target.namespace, pod: target.pod, port });
  try {
    return await new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          method: question.method,
          path: question.path,
          headers: { host: target.pod, connection: "close", "content-length": Buffer.byteLength(question.body) },
          createConnection: () => connection,
        },
        (response) => {
          buffer(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
        },
      );
      request.on("error", reject).end(question.body);
    });
  } finally {
    connection.destroy();
  }
}

interface Pod extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function findReadyPod(client: KubernetesClient, address: SiteAddress): Promise<string | undefined> {
  const found = await client.listAll<Pod>(pods, address);
  const ready = found.find(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true,
  );
  return ready?.metadata.name;
}
