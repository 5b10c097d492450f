export { createFakeClient, type FakeClient, type FakeClientOptions } from "./fake-client.ts";
