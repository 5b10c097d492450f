import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openForward } from "./forwarder.ts";
import { askReport, askToStop, connectIntoNode, serveNodeSocket } from "./node-socket.ts";

const directory = mkdtempSync(join(tmpdir(), "holdfast-socket-"));
const path = join(directory, "node.sock");
let node: Server;
let inside: Server;
let stops = 0;

beforeAll(async () => {
  node = await serveNodeSocket(path, {
    report: () => ({ since: 7, programs: [{ name: "etcd", restarts: 0, stage: "waiting" }] }),
    stop: async () => {
      stops++;
    },
  });
  // Reads to the end before it answers: half-closed connections must stay open.
  inside = createServer({ allowHalfOpen: true }, (socket) => {
    text(socket).then(
      (heard) => socket.end(heard.toUpperCase()),
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  node.close();
  inside.close();
  rmSync(directory, { recursive: true, force: true });
});

const target = () => ({ host: "127.0.0.1", port: (inside.address() as AddressInfo).port });

describe("the node's socket", () => {
  it("tells how the node is, and stops it", async () => {
    expect(await askReport(path)).toEqual({ since: 7, programs: [{ name: "etcd", restarts: 0, stage: "waiting" }] });
    await askToStop(path);
    expect(stops).toBe(1);
  });

  it("leads to an address inside, through a port of the host, with every byte and both ends", async () => {
    const forward = await openForward({ socket: path, port: 0, target: target() });
    const sent = "abc".repeat(500_000);
    const socket = connect({ port: forward.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end(sent);
    expect(await text(socket)).toBe(sent.toUpperCase());
    await forward.close();
  });

  it("refuses where nothing listens inside, and where no node is", async () => {
    await expect(connectIntoNode(path, { host: "127.0.0.1", port: 1 })).rejects.toThrow("without an answer");
    await expect(askReport(join(directory, "none.sock"))).rejects.toThrow("ENOENT");
  });
});
