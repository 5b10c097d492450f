/**
 * Holdfast's pages. It holds no rule: whatever is refused is refused by the server, in the server's words.
 *
 * - *app*: what starts the page: theme, addresses, the frame around each screen.
 * - *feature*: one screen or dialog; knows no other feature.
 * - *component*: is told what to show.
 * - *query*: what the server was asked and answered, kept and asked again when the events stream says so.
 */
export { theme } from "./app/theme.ts";
