import { type Form, jsonForm, rfc822Form } from "@resource-events/server";
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

/** The boundaries of the answer to {@link sendPrep}, outer and inner, as far as they came. */
export function boundariesOf(text: string): { outer: string; inner: string } {
  const [outer = "", inner = ""] = [...text.matchAll(/boundary="([^"]+)"/g)].map(([, boundary]) => boundary);
  return { outer, inner };
}

/** Whether the stream of {@link sendPrep} has begun: the delimiter before the first notification is there. */
export function isOpen(body: string): boolean {
  return /multipart\/digest; boundary="([^"]+)"\r\n\r\n--\1/.test(body);
}

/** The default forms, where each rendering is told: none is where there is nobody to render for. */
export function watchedForms(onRender: () => void): readonly Form[] {
  return [rfc822Form, jsonForm].map((form) => ({
    ...form,
    render: (...rendering: Parameters<Form["render"]>) => {
      onRender();
      return form.render(...rendering);
    },
  }));
}
