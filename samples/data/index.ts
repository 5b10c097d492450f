/**
 * Data for the sample applications, and proof that it is the same as before.
 *
 * Glossary
 * - **Site**: the web side of an installed sample, reached through the API server.
 * - **Variant**: a copy of a sample's release with another slug, key or version.
 * - **Content**: everything a sample holds, as names with SHA-256: each row, each file, each note.
 */
export { compareContents, type Content, type ContentDifference } from "./content.ts";
export { guestbookContent, writeGuestbook, type GuestbookAmount } from "./guestbook.ts";
export { notesContent, writeNotes } from "./notes.ts";
export { openSite, SiteUnavailable, type Site, type SiteAddress } from "./site.ts";
export { writeVariant, type Variant } from "./variant.ts";
