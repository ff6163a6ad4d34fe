import { pathOfNote } from "./paths.ts";
import type { Note } from "./store.ts";

/** A note in the JSON list of `/notes/`. */
interface ListedNote {
  /** The name, decoded. */
  readonly name: string;
  /** The URL, relative to the URL of the list. */
  readonly url: string;
  /** The media type, with parameters. */
  readonly type: string;
  /** The entity tag, in quotes. */
  readonly etag: string;
  /** The size of the content, in bytes. */
  readonly size: number;
  /** The time of the last change: RFC 3339, UTC, in whole seconds. */
  readonly modified: string;
}

/** Writes the list as JSON: an array of {@link ListedNote}. */
export function listAsJson(notes: readonly Note[]): string {
  return `${JSON.stringify(notes.map(listed), undefined, 2)}\n`;
}

/** Writes the list as an HTML page without scripts. */
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

/** Escapes text for use as HTML content or in a quoted attribute. */
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
