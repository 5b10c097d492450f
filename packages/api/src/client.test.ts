import { Fault, viewFault } from "@holdfast/domain";
import { describe, expect, test } from "vitest";
import { createClient, read, Refused } from "./client.ts";
import { consoleHeader } from "./paths.ts";

function answering(respond: (request: Request) => Response) {
  return createClient("http://console.test", async (input, init) => respond(new Request(input, init)));
}

describe("the client", () => {
  test("asks below /api/v1 and marks its requests as the console's own", async () => {
    const client = answering((request) => {
      expect(request.url).toBe("http://console.test/api/v1/backups?limit=50");
      expect(request.headers.has(consoleHeader)).toBe(true);
      return Response.json({ items: [], total: 0 });
    });
    expect(await read(client.backups.$get({ query: { limit: 50 } }))).toEqual({ items: [], total: 0 });
  });

  test("throws what the server refused with", async () => {
    const fault = viewFault(new Fault("backup-not-found", "There is no backup x", { remedy: "List the backups" }));
    const client = answering(() => Response.json(fault, { status: 404 }));
    const refusal = await read(client.backups[":name"].$get({ param: { name: "x" } })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal).toMatchObject({ status: 404, body: fault });
  });

  test("says so when something else than Holdfast answered", async () => {
    const client = answering(() => new Response("<html>Bad Gateway</html>", { status: 502 }));
    await expect(read(client.session.$get())).rejects.toMatchObject({
      status: 502,
      body: { class: "unavailable", reason: expect.stringContaining("Bad Gateway") },
    });
  });
});
