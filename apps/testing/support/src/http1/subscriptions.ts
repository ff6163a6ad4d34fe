import type { RawClient } from "./raw-client.ts";

/** Asks for notifications by PREP. */
export function sendPrep(client: RawClient, target = "/note", fields = ""): void {
  client.send(`GET ${target} HTTP/1.1\nAccept-Events: "prep"\n${fields}`);
}

/** Asks for notifications by HTTP Events Query. */
export function sendQuery(
  client: RawClient,
  { target = "/note", accept = "application/json-seq", content = '{"events":{}}', fields = "" } = {},
): void {
  client.send(`QUERY ${target} HTTP/1.1\nContent-Type: application/json\nAccept: ${accept}\n${fields}`, content);
}

/** The boundaries in the response to {@link sendPrep}, outer and inner, if they have come. */
export function boundariesOf(text: string): { readonly outer: string; readonly inner: string } {
  const [outer = "", inner = ""] = Array.from(text.matchAll(/boundary="([^"]+)"/g), ([, boundary]) => boundary);
  return { outer, inner };
}

/** Whether the stream that {@link sendPrep} asks for has begun: the first delimiter of its digest has come. */
export function isOpen(body: string): boolean {
  return /multipart\/digest; boundary="([^"]+)"\r\n\r\n--\1/.test(body);
}
