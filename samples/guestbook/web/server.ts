import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Refusal, routesOf, type Guestbook } from "./routes.ts";

export function createGuestbookServer(guestbook: Guestbook): Server {
  const routes = routesOf(guestbook);
  return createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { route, name } = findRoute(request);
      const handle = routes[route];
      if (handle === undefined) throw new Refusal(404, "There is no such page.");
      await handle(request, response, name);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendFailure(response, error);
    }
  }
}

/** "PUT /files/a.txt" is the route "PUT /files/" with the name "a.txt". */
function findRoute(request: IncomingMessage): { readonly route: string; readonly name: string } {
  const path = new URL(request.url ?? "/", "http://guestbook").pathname;
  const [, name] = /^\/files\/(.+)$/.exec(path) ?? [];
  if (name === undefined) return { route: `${request.method} ${path}`, name: "" };
  return { route: `${request.method} /files/`, name: decodeURIComponent(name) };
}

function sendFailure(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  // Whatever is not refused here is the database being away, as a rule: say so and let the caller come back.
  const status = error instanceof Refusal ? error.status : 503;
  response.writeHead(status, { "content-type": "application/json", ...(status === 503 ? { "retry-after": "2" } : {}) });
  response.end(JSON.stringify({ error: message }));
}
