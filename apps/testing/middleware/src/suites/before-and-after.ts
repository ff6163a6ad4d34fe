import type { RawResponse } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { serve } from "../running.ts";

/** The entity tags that the frameworks' notes give `Hello World!`. */
const entityTags = '"12", W/"c-Lve95gjOVATpfV8EL5X4nxwjKHE"';

/** Requests, with the status of the response if it is the same for all frameworks. */
const requests: readonly (readonly [status: number | undefined, head: string, content?: string])[] = [
  [200, "GET /notes HTTP/1.1"],
  [200, "GET /notes?page=1 HTTP/1.1"],
  [200, "GET /notes/welcome HTTP/1.1"],
  [200, "GET /notes/welcome HTTP/1.1\nAccept: application/json"],
  [200, "GET /notes/stream HTTP/1.1"],
  [200, "HEAD /notes/welcome HTTP/1.1"],
  [304, "GET /notes/welcome HTTP/1.1\nIf-None-Match: *"],
  [304, `GET /notes/welcome HTTP/1.1\nAccept: text/plain\nIf-None-Match: ${entityTags}`],
  [404, "GET /notes/missing HTTP/1.1"],
  [404, "GET /elsewhere HTTP/1.1"],
  [200, "GET /notes/welcome HTTP/1.0"],
  [200, "OPTIONS /notes/welcome HTTP/1.1"],
  [204, "PUT /notes/welcome HTTP/1.1\nContent-Type: text/plain", "Good morning!"],
  [201, "PUT /notes/new HTTP/1.1\nContent-Type: text/plain", "Good morning!"],
  [400, "PUT /notes/welcome HTTP/1.1\nContent-Type: application/json", "{no json"],
  [201, "POST /notes HTTP/1.1\nContent-Type: text/plain", "New"],
  [200, "PATCH /notes/welcome HTTP/1.1\nContent-Type: application/merge-patch+json", '{"text":"Patched"}'],
  [404, "PATCH /elsewhere HTTP/1.1\nContent-Type: text/plain", "Patch"],
  [404, "DELETE /notes/missing HTTP/1.1"],
  [204, "DELETE /notes/welcome HTTP/1.1"],
  [undefined, "PATCH /notes HTTP/1.1\nContent-Type: text/plain", "Patch"],
  [undefined, "DELETE /notes/%ff HTTP/1.1"],
];

/** The fields that may differ: those of the protocols, and those that always differ. */
const added: ReadonlySet<string> = new Set(["accept-events", "accept-query", "event-id", "vary", "date"]);

/** Splits a response into lines, and removes the fields that may differ. */
function comparable({ statusLine, lines, body, chunks }: RawResponse) {
  const kept = lines.filter((line) => !added.has(line.slice(0, line.indexOf(":")).toLowerCase()));
  return { statusLine, lines: kept, body, chunks };
}

/** Clients that do not subscribe notice nothing. */
export function beforeAndAfter<Middleware>(framework: Framework<Middleware>): void {
  describe("before and after one line", () => {
    it.each(requests.map((request) => [request[1].replaceAll("\n", ", "), request] as const))(
      "the response to %s is the same, except for the fields of the protocols",
      async (_request, [expected, head, content]) => {
        const before = await serve(framework.notes());
        const after = await serve(framework.notes(framework.resourceEvents({}).middleware));
        const [one, other] = await Promise.all([before.request(head, content), after.request(head, content)]);
        const { status } = one;
        if (expected !== undefined) expect(status).toBe(expected);
        expect(comparable(other)).toEqual(comparable(one));
        const names = ["Accept-Events", "Accept-Query", "Vary", "Event-ID"];
        const fields = names.filter((name) => other.field(name) !== undefined);
        const [method = ""] = head.split(" ");
        const success = status < 300 && (content !== undefined || method === "DELETE");
        if (success) expect(fields).toEqual(["Event-ID"]);
        else if (!["GET", "HEAD"].includes(method))
          expect(fields.filter((name) => name !== "Accept-Query")).toEqual([]);
        else if (status < 400) expect(fields).toEqual(["Accept-Events", "Accept-Query", "Vary"]);
        else expect(fields).toEqual(["Vary"]);
      },
    );
  });
}
