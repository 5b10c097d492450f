import type { Entry, FileRow } from "./book.ts";

/** The one page: sign, read, and the list of files. */
export function renderPage(title: string, entries: readonly Entry[], files: readonly FileRow[]): string {
  const newestFirst = entries.toReversed().slice(0, 200);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}input,textarea{display:block;width:100%;margin:.3rem 0 1rem;font:inherit}li{margin:.5rem 0}small{color:#555}</style>
<h1>${escape(title)}</h1>
<form method="post" action="sign">
<label>Your name <input name="author" required maxlength="200"></label>
<label>What you want to say <textarea name="text" required maxlength="10000" rows="3"></textarea></label>
<button>Sign the guestbook</button>
</form>
<h2>${entries.length} entries</h2>
<ul>${newestFirst.map((entry) => `<li>${escape(entry.text)}<br><small>${escape(entry.author)}, ${escape(entry.writtenAt)}</small></li>`).join("")}</ul>
<h2>${files.length} files</h2>
<ul>${files.map((file) => `<li><a href="files/${encodeURIComponent(file.name)}">${escape(file.name)}</a> <small>${file.bytes} bytes</small></li>`).join("")}</ul>
</html>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
