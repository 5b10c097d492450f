import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

import { type Loopback, startLoopback } from "../../test-support/loopback.ts";
import { execCall } from "./exec.ts";
import { portForwardCall } from "./port-forward.ts";

let loopback: Loopback | undefined;
afterEach(() => loopback?.stop());

/** The other side of a stream: what it is asked, and how it answers each message. */
async function startKubelet(protocol: string, serve: (socket: WebSocket, path: string) => void): Promise<Loopback> {
  loopback = await startLoopback((_incoming, outgoing) => {
    outgoing.writeHead(404, { "content-type": "application/json" });
    outgoing.end(JSON.stringify({ kind: "Status", reason: "NotFound", code: 404, message: 'pods "x" not found' }));
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  loopback.server.on("upgrade", (incoming, socket, head) => {
    sockets.handleUpgrade(incoming, socket, head, (upgraded) => {
      serve(upgraded, incoming.url ?? "");
    });
  });
  return loopback;
}

/** Resolves when the value has stayed the same for a while. */
async function unchanging(value: () => number): Promise<void> {
  for (let last = -1, turns = 0; turns < 10; turns++) {
    if (value() !== last) turns = 0;
    last = value();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const frame = (channel: number, content: string | Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(channel), Buffer.from(content)]);
const pod = { namespace: "a", pod: "x" };

/** Echoes stdin to stdout and ends with exit code 7 when stdin ends, as v5 tells it. */
function cat(socket: WebSocket): void {
  socket.send(frame(1, ""));
  socket.on("message", (data: Buffer) => {
    if (data[0] === 0) socket.send(frame(1, data.subarray(1)));
    if (data[0] !== 255) return;
    socket.send(frame(2, "bye"));
    const status = {
      status: "Failure",
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: "7" }] },
    };
    socket.send(frame(3, JSON.stringify(status)));
    socket.close();
  });
}

describe("exec", () => {
  it("sends its whole stdin and its end, and gives both outputs and the exit code", async () => {
    let asked = "";
    const { transport } = await startKubelet("v5.channel.k8s.io", (socket, path) => {
      asked = path;
      cat(socket);
    });
    const stdin = Buffer.alloc(1_000_000, "abc");
    const result = await execCall(transport)({ ...pod, container: "c", command: ["sh", "-c", "x y"], stdin });
    expect(asked).toBe(
      "/api/v1/namespaces/a/pods/x/exec?command=sh&command=-c&command=x+y&container=c&stdout=true&stderr=true&stdin=true",
    );
    expect(Buffer.compare(Buffer.from(result.stdout), stdin)).toBe(0);
    expect(result.exitCode).toBe(7);
    expect(Buffer.from(result.stderr).toString()).toBe("bye");
  });

  it("keeps stdin open under v4, which has no way to end it without losing the output", async () => {
    const { transport } = await startKubelet("v4.channel.k8s.io", (socket) => {
      socket.on("message", (data: Buffer) => {
        socket.send(frame(1, data.subarray(1)));
        socket.send(frame(3, '{"status":"Success"}'));
        socket.close();
      });
    });
    const result = await execCall(transport)({ ...pod, command: ["head", "-c3"], stdin: Buffer.from("abc") });
    expect(Buffer.from(result.stdout).toString()).toBe("abc");
    expect(result.exitCode).toBe(0);
  });

  it("is refused with the server's Status when the pod is not there", async () => {
    const { transport, server } = await startKubelet("v5.channel.k8s.io", cat);
    server.removeAllListeners("upgrade");
    await expect(execCall(transport)({ ...pod, command: ["true"] })).rejects.toMatchObject({
      reason: "NotFound",
      message: 'pods "x" not found',
      request: "exec in pod a/x",
    });
  });

  it("ends with the signal's reason", async () => {
    const { transport } = await startKubelet("v5.channel.k8s.io", () => undefined);
    const controller = new AbortController();
    const running = execCall(transport)({ ...pod, command: ["sleep", "9"], signal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error("the user gave up"));
    }, 20);
    await expect(running).rejects.toThrow("the user gave up");
  });
});

describe("port-forward", () => {
  const port = Buffer.from([0x90, 0x1f]);

  it("is a stream of bytes in both directions that ends when the pod ends it", async () => {
    const { transport } = await startKubelet("v4.channel.k8s.io", (socket, path) => {
      expect(path).toBe("/api/v1/namespaces/a/pods/x/portforward?ports=8080");
      // The port may come together with data or cut in two.
      socket.send(frame(0, Buffer.concat([port, Buffer.from("hello ")])));
      socket.send(frame(1, port.subarray(0, 1)));
      socket.send(frame(1, port.subarray(1)));
      socket.on("message", (data: Buffer) => {
        socket.send(frame(0, data.subarray(1).toString().toUpperCase()));
        socket.close();
      });
    });
    const connection = await portForwardCall(transport)({ ...pod, port: 8080 });
    connection.write("pod");
    expect((await buffer(connection)).toString()).toBe("hello POD");
  });

  it("fails with the kubelet's words when nothing listens on the port", async () => {
    const { transport } = await startKubelet("v4.channel.k8s.io", (socket) => {
      socket.send(frame(0, port));
      socket.send(frame(1, port));
      socket.send(frame(1, "connection refused"));
      socket.close();
    });
    const connection = await portForwardCall(transport)({ ...pod, port: 8080 });
    await expect(buffer(connection)).rejects.toMatchObject({
      reason: "PortForwardFailed",
      message: "connection refused",
      request: "forward port 8080 of pod a/x",
    });
  });

  it("holds the pod back while nobody reads", async () => {
    let sent = 0;
    const { transport } = await startKubelet("v4.channel.k8s.io", (socket) => {
      socket.send(frame(0, port));
      const sendNext = (): void => {
        sent += 1;
        if (sent < 400) socket.send(frame(0, Buffer.alloc(64 * 1024)), sendNext);
        else socket.close();
      };
      sendNext();
    });
    const connection = await portForwardCall(transport)({ ...pod, port: 8080 });
    await unchanging(() => sent);
    expect(sent).toBeLessThan(200);
    expect((await buffer(connection)).length).toBe(399 * 64 * 1024);
  });
});
