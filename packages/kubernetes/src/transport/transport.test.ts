import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { type Loopback, startLoopback } from "../../test-support/loopback.ts";
import type { CredentialSource } from "../kubeconfig/credentials.ts";

let loopback: Loopback | undefined;
afterEach(() => loopback?.stop());

const request = { method: "GET", path: "/version", words: "read the version" };

/** Gives "stale" until it is told to forget that. */
function renewableCredentials(): CredentialSource {
  let token = "stale";
  return {
    userName: "ann",
    read: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    forget() {
      token = "fresh";
      return true;
    },
  };
}

describe("a transport", () => {
  it("keeps the path prefix of a server behind a gateway, and says who it is", async () => {
    loopback = await startLoopback(
      (incoming, outgoing) => outgoing.end(`${incoming.url} ${incoming.headers["user-agent"]}`),
      {
        basePath: "/k8s/clusters/a/",
      },
    );
    const answer = await loopback.transport.send(request);
    expect(answer).toMatchObject({ status: 200, body: "/k8s/clusters/a/version holdfast-test/0" });
    expect(loopback.transport.server).toMatch(/\/k8s\/clusters\/a$/);
  });

  it("uses one connection for calls that follow each other", async () => {
    let connections = 0;
    loopback = await startLoopback((_incoming, outgoing) => outgoing.end("{}"));
    loopback.server.on("connection", () => (connections += 1));
    for (let call = 0; call < 5; call++) await loopback.transport.send(request);
    expect(connections).toBe(1);
  });

  it("asks again with fresh credentials when the server refused the old ones, once", async () => {
    const seen: string[] = [];
    loopback = await startLoopback(
      (incoming, outgoing) => {
        seen.push(incoming.headers.authorization ?? "");
        outgoing.statusCode = incoming.headers.authorization === "Bearer fresh" && incoming.url !== "/no" ? 200 : 401;
        outgoing.end();
      },
      { credentials: renewableCredentials() },
    );
    expect((await loopback.transport.send({ ...request, method: "POST", body: "x" })).status).toBe(200);
    expect((await loopback.transport.send({ ...request, path: "/no" })).status).toBe(401);
    expect(seen).toEqual(["Bearer stale", "Bearer fresh", "Bearer fresh", "Bearer fresh"]);
  });

  it("repeats a read, never a write, when the server closed the kept connection under it", async () => {
    let isClosing = false;
    const methods: string[] = [];
    loopback = await startLoopback((incoming, outgoing) => {
      methods.push(incoming.method ?? "");
      if (!isClosing) outgoing.end("{}");
      else incoming.socket.destroy();
      isClosing = false;
    });
    await loopback.transport.send(request);
    isClosing = true;
    expect((await loopback.transport.send(request)).status).toBe(200);
    isClosing = true;
    await expect(loopback.transport.send({ ...request, method: "POST" })).rejects.toMatchObject({
      reason: "Unreachable",
    });
    expect(methods).toEqual(["GET", "GET", "GET", "POST"]);
  });

  it("says that an answer which breaks off is none", async () => {
    loopback = await startLoopback((_incoming, outgoing) => {
      outgoing.writeHead(200, { "content-length": "100" });
      outgoing.write("{");
      setImmediate(() => outgoing.destroy());
    });
    await expect(loopback.transport.send(request)).rejects.toMatchObject({
      reason: "Unreachable",
      request: "read the version",
    });
  });

  it("ends a call with the reason of its signal", async () => {
    loopback = await startLoopback(() => undefined);
    const controller = new AbortController();
    const call = loopback.transport.send({ ...request, signal: controller.signal });
    controller.abort(new Error("the user gave up"));
    await expect(call).rejects.toThrow("the user gave up");
  });

  it("reads how long to wait from the answer", async () => {
    loopback = await startLoopback((_incoming, outgoing) => outgoing.writeHead(429, { "retry-after": "3" }).end());
    await expect(loopback.transport.send(request)).resolves.toMatchObject({ status: 429, retryAfterSeconds: 3 });
  });

  it("goes through the proxy of the kubeconfig", async () => {
    const asked: string[] = [];
    const proxy = await startLoopback((incoming, outgoing) => {
      asked.push(incoming.url ?? "");
      outgoing.end("by the proxy");
    });
    proxy.server.on("connect", (incoming, client) => {
      asked.push(`CONNECT ${incoming.url}`);
      const [host = "", port = ""] = (incoming.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
      upstream.pipe(client).pipe(upstream);
    });
    loopback = await startLoopback((_incoming, outgoing) => outgoing.end("directly"), {
      proxyUrl: proxy.transport.server,
    });
    const answer = await loopback.transport.send(request);
    await proxy.stop();
    expect(asked).toHaveLength(1);
    expect(answer.body).toBe("by the proxy");
  });
});

it("a server that is not there is unreachable, with its address and the reason", async () => {
  const gone = await startLoopback(() => undefined);
  await gone.stop();
  await expect(gone.transport.send(request)).rejects.toThrow(
    /^The API server http:\/\/127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
  );
});
