import { describe, expect, it } from "vitest";
import { boundaryOf, decodeMessage, readMultipart } from "../src/index.ts";
import { bytesOf, everyChunking } from "./chunks.ts";
import { example, headAndBody, onTheWire, withTrueLength } from "./examples.ts";
import { feed, recordHttp, recordJsonSequence, recordMultipart } from "./record.ts";
import { sourceOf } from "./source.ts";

const whole = true;

/** The body of the notification: the lines of the example after its head. */
function bodyOf(path: string): string {
  return headAndBody(example(path))[1].replace("--THIS_STRING_SEPARATES--\n", "");
}

describe("the corrected examples of the drafts", () => {
  const boundaryOfHead = (head: string) => boundaryOf(/^Content-Type: (.*)$/m.exec(head)?.[1] ?? "");

  it("PREP: introduction", async () => {
    const head = example("prep/introduction-response-headers.http");
    const representation = example("prep/introduction-response-current-representation.http");
    const notifications = example("prep/introduction-response-notifications.http");
    const stream = onTheWire(`${representation}${notifications}`);
    for (const chunks of everyChunking(bytesOf(stream))) {
      const read: unknown[] = [];
      for await (const part of readMultipart(sourceOf(chunks).stream, boundaryOfHead(head))) {
        if (part.fields.get("content-type") === "text/plain") {
          read.push(await part.text());
          continue;
        }
        for await (const notification of part.parts()) {
          const message = decodeMessage(await notification.bytes());
          read.push([[...notification.fields], Object.fromEntries(message.fields)]);
        }
      }
      const date = "Sat, 1 April 2023 10:11:12 GMT";
      expect(read).toEqual([
        "Hello World!",
        [[], { method: "PUT", date, "event-id": "456", etag: "6789wxyz" }],
        [[], { method: "DELETE", date, "event-id": "789" }],
      ]);
    }
  });

  it.each([
    ["prep/notifications-basic-response.http", "", "<message>"],
    ["prep/notifications-full-response.http", "<html>\r\n", "<message>\r\n"],
  ])("PREP: %s", (path, representation, message) => {
    const [head, body] = headAndBody(example(path));
    for (const chunks of everyChunking(bytesOf(onTheWire(body)))) {
      const { parts, ended } = feed(recordMultipart(boundaryOfHead(head)), chunks);
      expect(ended).toBe(true);
      expect(parts.at(0)).toEqual({ fields: { "content-type": "text/html" }, body: representation, whole });
      expect(parts).toHaveLength(2);
      const digest = feed(recordMultipart(boundaryOf(parts.at(1)?.fields["content-type"] ?? "")), [
        bytesOf(parts.at(1)?.body ?? ""),
      ]);
      expect(digest.parts).toEqual([{ fields: { "content-type": "message/rfc822" }, body: message, whole }]);
    }
  });

  it("Events Query, -01: application/http (EQ-ST-5)", () => {
    const names = ["stream-representation", "notifications-update", "notifications-delete"];
    const paths = names.map((name) => `events-query-01/${name}.http.txt`);
    const stream = paths.map((path) => withTrueLength(example(path))).join("");
    for (const chunks of everyChunking(bytesOf(stream))) {
      const { parts } = feed(recordHttp(), chunks);
      expect(parts.map(({ status, body }) => [status, body])).toEqual(paths.map((path) => [200, bodyOf(path)]));
      expect(parts.at(1)?.fields["content-type"]).toBe("example/event-notification");
      expect(parts.at(2)?.body).toContain("type: delete\n");
    }
  });

  it("Events Query, 2026: multipart/mixed (EQ-ST-7)", () => {
    const delimiter = "--THIS_STRING_SEPARATES\n";
    const names = ["stream-representation", "notifications-update", "notifications-delete"];
    const paths = names.map((name) => `events-query-2026/${name}.multipart.txt`);
    const parts = paths.map((path) => {
      const text = example(path);
      expect(text.startsWith(delimiter)).toBe(true);
      const [head] = headAndBody(text.slice(delimiter.length));
      return withTrueLength(`${head}\n\n${bodyOf(path)}`);
    });
    const separator = "--THIS_STRING_SEPARATES\r\n";
    const stream = `${separator}${parts.join(`\r\n${separator}`)}\r\n--THIS_STRING_SEPARATES--\r\n`;
    for (const chunks of everyChunking(bytesOf(stream))) {
      const recording = feed(recordMultipart("THIS_STRING_SEPARATES"), chunks);
      expect(recording.ended).toBe(true);
      expect(recording.parts.map(({ body, whole }) => [body, whole])).toEqual(
        paths.map((path) => [bodyOf(path), true]),
      );
      expect(recording.parts.at(0)).toMatchObject({ fields: { "content-type": "text/plain" }, body: "Hello World!\n" });
    }
  });

  it.each(["events-query-01", "events-query-2026"])("Events Query, %s: application/json-seq (EQ-ST-6)", (draft) => {
    const stream = ["update", "delete"].map((name) => example(`${draft}/notifications-${name}.json.txt`)).join("");
    for (const chunks of everyChunking(bytesOf(stream))) {
      const { values, skipped } = feed(recordJsonSequence(), chunks);
      expect(skipped).toBe("");
      expect(values).toEqual([
        { published: "2025-01-02T10:11:12.345Z", "event-id": 456, type: expect.stringMatching(/^update$/i) },
        { published: "2025-01-02T11:12:13.456Z", "event-id": 789, type: "delete" },
      ]);
    }
  });
});

describe("streams of other senders", () => {
  const outer = "a+b/cOUTER";
  const inner = "x/y+INNER";
  const opening = `--${outer}\r\nContent-Type: text/plain\r\n\r\nHello\r\n--${outer}\r\nContent-Type: multipart/digest; boundary="${inner}"\r\n\r\n--${inner}`;
  const notification = (method: string) => `\r\n\r\nMethod: ${method}\r\nDate: x\r\n\r\n\r\n--${inner}`;
  const filler = `\r\n\r\n\r\n--${inner}`;
  const end = `--\r\n--${outer}--`;

  it("chunks that end with the inner delimiter, and begin with its line end or the end", async () => {
    const chunks = [opening, notification("PUT"), filler, notification("PATCH"), notification("DELETE"), end];
    const methods: (string | null)[] = [];
    for await (const part of readMultipart(
      sourceOf(chunks.map(bytesOf)).stream,
      boundaryOf(`multipart/mixed; boundary="${outer}"`),
    )) {
      if (part.fields.get("content-type") === "text/plain") continue;
      for await (const one of part.parts()) methods.push(decodeMessage(await one.bytes()).fields.get("method"));
    }
    expect(methods).toEqual(["PUT", null, "PATCH", "DELETE"]);
  });

  it("a digest whose fields end with the empty line of the delimiter", () => {
    const stream = `--${inner}\r\n\r\nMethod: PUT\r\n\r\n--${inner}--`;
    for (const chunks of everyChunking(bytesOf(stream))) {
      const { parts } = feed(recordMultipart(inner), chunks);
      expect(parts).toEqual([{ fields: {}, body: "Method: PUT\r\n", whole }]);
      expect(decodeMessage(bytesOf(parts.at(0)?.body ?? "")).fields.get("method")).toBe("PUT");
    }
  });
});
