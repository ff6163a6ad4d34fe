import { readFileSync } from "node:fs";
import { bytesOf } from "./chunks.ts";

const folder = new URL("../../../docs/requirements/examples/", import.meta.url);

/**
 * An example of the drafts with what is illustration taken away: margins, signs that stand for others, missing hyphens.
 * Its lines end in LF.
 */
export function example(path: string): string {
  return readFileSync(new URL(path, folder), "utf8")
    .replace(/ *\|(?: Notification| Representation)?$/gm, "")
    .replace(/ +$/gm, "")
    .replace("--MAIN SEPARATOR", "--MAIN-SEPARATOR")
    .replaceAll("E-tag:", "ETag:")
    .replaceAll("␞", "\x1e");
}

/** The head and body of an example message. The body may be missing. */
export function headAndBody(message: string): [head: string, body: string] {
  const end = message.indexOf("\n\n");
  return end < 0 ? [message.trimEnd(), ""] : [message.slice(0, end), message.slice(end + 2)];
}

/** The framing of the example with CRLF line ends. */
export function onTheWire(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

/** An example part or message with the actual length of its body and CRLF line ends. */
export function withTrueLength(message: string): string {
  const [head, body] = headAndBody(message);
  return `${onTheWire(head.replace(/Content-Length: \d+/, `Content-Length: ${bytesOf(body).length}`))}\r\n\r\n${body}`;
}
