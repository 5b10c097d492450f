import { Duplex } from "node:stream";

import type { WebSocket } from "ws";

import { ApiError } from "../api-error.ts";
import type { KubernetesClient } from "../client.ts";
import { pods } from "../resource-types.ts";
import { objectPath, withQuery } from "../transport/paths.ts";
import type { Transport } from "../transport/transport.ts";
import { openWebSocket, sendFrames } from "./open-websocket.ts";

/** The kubelet's own WebSocket protocol: channel 0 is data, 1 an error text; each begins with the port, two bytes. */
const protocol = "v4.channel.k8s.io";
const portBytes = 2;

export function portForwardCall(transport: Transport): KubernetesClient["portForward"] {
  return async ({ namespace, pod, port, signal }) => {
    const words = `forward port ${port} of pod ${namespace}/${pod}`;
    const connection = new ForwardedConnection(words);
    const socket = await openWebSocket(transport, {
      path: withQuery(objectPath(pods, { namespace, name: pod }, "portforward"), { ports: port }),
      protocols: [protocol],
      words,
      signal,
      receive: (channel, data) => {
        connection.receive(channel, data);
      },
    });
    connection.attach(socket);
    return connection;
  };
}

/**
 * One TCP connection to a pod. The protocol has no half-close: ending the writable side is not seen by the pod, and the
 * connection ends when the pod ends it or it is destroyed here.
 */
class ForwardedConnection extends Duplex {
  readonly #words: string;
  readonly #headerBytesMissing = [portBytes, portBytes];
  #errorText = "";
  #socket: WebSocket | undefined;

  constructor(words: string) {
    super();
    this.#words = words;
  }

  attach(socket: WebSocket): void {
    this.#socket = socket;
    socket.once("close", () => {
      if (this.#errorText === "") this.push(null);
      else this.destroy(this.#refusal());
    });
  }

  receive(channel: number, data: Buffer): void {
    const missing = Math.min(this.#headerBytesMissing[channel] ?? 0, data.length);
    this.#headerBytesMissing[channel] = (this.#headerBytesMissing[channel] ?? 0) - missing;
    const content = data.subarray(missing);
    if (content.length === 0) return;
    if (channel === 1) this.#errorText += content.toString("utf8");
    else if (!this.push(content)) this.#socket?.pause();
  }

  override _read(): void {
    if (this.#socket?.isPaused === true) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket === undefined) done(new Error("The connection is not open yet"));
    else sendFrames(this.#socket, { channel: 0, data: chunk, done });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket?.terminate();
    done(error);
  }

  #refusal(): ApiError {
    return new ApiError({
      status: 502,
      reason: "PortForwardFailed",
      request: this.#words,
      message: this.#errorText.trim(),
    });
  }
}
