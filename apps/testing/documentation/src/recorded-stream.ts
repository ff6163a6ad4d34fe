import type { AddressInfo } from "node:net";
import { resourceEvents } from "@resource-events/express";
import express from "express";

/** One step of the picture: what it shows, and what comes on the wire. */
export interface Step {
  readonly caption: string;
  readonly lines: readonly string[];
}

/** Subscribes to a note that is changed, then deleted, and returns what came, in steps. */
export async function recordStream(): Promise<readonly Step[]> {
  const app = express();
  const events = resourceEvents();
  app.use(events);
  app.get("/note", (_, response) => void response.type("text/plain").send("Hello World!"));
  app.put("/note", (_, response) => void response.sendStatus(204));
  app.delete("/note", (_, response) => void response.sendStatus(204));
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/note`;
  const response = await fetch(url, { headers: { "Accept-Events": '"prep"' } });
  const id = response.headers.get("Event-ID") ?? "";
  const changed = await fetch(url, { method: "PUT", headers: { "Content-Type": "text/plain" }, body: "Hello again!" });
  const deleted = await fetch(url, { method: "DELETE" });
  const content = await response.text();
  await events.close();
  server.close();

  const ids = [id, changed.headers.get("Event-ID") ?? "", deleted.headers.get("Event-ID") ?? ""];
  const [outer = "", inner = ""] = Array.from(
    `${response.headers.get("Content-Type")}${content}`.matchAll(/boundary="([^"]+)"/g),
    ([, boundary]) => boundary,
  );
  const plain = (text: string): string =>
    ids
      .reduce((all, one, index) => all.replaceAll(one, `${["gW5gcF", "ts1SWO", "g3xYNB"][index]}…`), text)
      .replaceAll(outer, "outer")
      .replaceAll(inner, "inner")
      .replace(/^Date: .*$/gm, "Date: Sun, 22 Nov 2026 07:33:04 GMT")
      .replace(/^ETag: .*\r\n/gm, "");
  const head = ["Content-Type", "Events"].map((name) => `${name}: ${response.headers.get(name)}`);
  const body = plain(content).split(/(?=Method: )/);
  const [representation = "", ...notifications] = body;
  const lines = (text: string): string[] => text.trim().split("\r\n");
  return [
    { caption: "A client asks for a note, and its events", lines: ["GET /note HTTP/1.1", 'Accept-Events: "prep"'] },
    {
      caption: "It gets what the note is now",
      lines: ["HTTP/1.1 200 OK", ...plain(head.join("\r\n")).split("\r\n"), "", ...lines(representation)],
    },
    { caption: "Somebody changes it", lines: lines(notifications[0] ?? "") },
    { caption: "Somebody deletes it, and the response ends", lines: lines(notifications[1] ?? "") },
  ];
}
