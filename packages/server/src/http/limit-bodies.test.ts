import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { limitBodies } from "./limit-bodies.ts";
import { respondToError } from "./respond-to-error.ts";

function server(): Hono {
  const app = new Hono();
  app.onError(respondToError(createLog("silent")));
  app.use(limitBodies());
  app.post("/", async (call) => call.text(String((await call.req.text()).length)));
  return app;
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) });
}

describe("the body of a request", () => {
  it("is read when it is small", async () => {
    const answer = await server().request("/", { method: "POST", body: "x".repeat(100_000) });
    expect(await answer.text()).toBe("100000");
  });

  it("is refused by its announced length when it is large", async () => {
    const headers = { "Content-Length": "300000" };
    const answer = await server().request("/", { method: "POST", headers, body: "x".repeat(300_000) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "invalid-argument", reason: "its body takes more than 256 KiB" });
  });

  it("is read no further than the limit when its length is not announced", async () => {
    const request = new Request("http://localhost/", { method: "POST", body: endless(), duplex: "half" });
    expect((await server().request(request)).status).toBe(400);
  });
});
