import type { Api } from "./create-api.ts";

/** The OpenAPI 3.1 document of the routes. */
export function describeApi(api: Api, version: string) {
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Holdfast", version, description: "Backups and restores of vendors' applications" },
    servers: [{ url: "/api/v1" }],
  });
}
