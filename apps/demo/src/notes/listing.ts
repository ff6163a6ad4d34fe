import { pathOfNote } from "./paths.ts";
import type { Note } from "./store.ts";

/** A note as the JSON list of `/notes/` shows it. */
export interface ListedNote {
  /** Its name, decoded. */
  readonly name: string;
  /** Its URL, relative to that of the list. */
  readonly url: string;
  /** Its media type, with parameters. */
  readonly type: string;
  /** Its entity tag, in its quotes. */
  readonly etag: string;
  /** The size of its content, in bytes. */
  readonly size: number;
  /** When it was last changed: RFC 3339, UTC, in whole seconds. */
  readonly modified: string;
}

/** The list as JSON: an array of {@link ListedNote}. */
export function listAsJson(notes: readonly Note[]): string {
  return `${JSON.stringify(notes.map(listed), undefined, 2)}\n`;
}

/** The list as a page of HTML, without scripts. */
export function listAsHtml(notes: readonly Note[]): string {
  const rows = notes.map(listed).map(({ name, url, type, size, modified }) => {
    const link = `<a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`;
    const time = `<time datetime="${modified}">${modified.replace("T", " ").replace("Z", " UTC")}</time>`;
    return `<tr><th scope="row">${link}</th><td>${escapeHtml(type)}</td><td>${size}</td><td>${time}</td></tr>`;
  });
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Notes</title>
</head>
<body>
<main>
<h1>Notes</h1>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Bytes</th><th scope="col">Changed</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</main>
</body>
</html>
`;
}

/** Text as content or as a quoted attribute of HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function listed(note: Note): ListedNote {
  return {
    name: note.name,
    url: pathOfNote(note.name),
    type: note.contentType,
    etag: note.entityTag,
    size: note.content.byteLength,
    modified: note.lastModified.toISOString().replace(".000", ""),
  };
}
