/** Below which every route of the API lies. */
export const apiBase = "/api/v1";
/** Server-sent events: each message is one Change as JSON. */
export const eventsPath = `${apiBase}/events`;
/** Sent with every request that changes something; another site cannot send it. Its value does not matter. */
export const consoleHeader = "x-holdfast-console";
