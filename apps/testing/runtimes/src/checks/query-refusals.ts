import { expect } from "vitest";
import { acceptQuery, type Check, json } from "./check.ts";

const yaml = { "Content-Type": "example/events-query" };

const refused: readonly (readonly [status: number, fields: Readonly<Record<string, string>>, content: string])[] = [
  [400, {}, "{}"],
  [400, { "Content-Type": "not a media type" }, "{}"],
  [400, json, "{"],
  [400, json, "\xff"],
  [400, json, "\xc3\xbf"],
  [400, yaml, "events: [1"],
  [400, yaml, "events: &a {}"],
  [406, { ...json, Accept: "image/png" }, '{"events":{}}'],
  [406, { ...json, Accept: "application/json-seq" }, '{"events":{"Accept":"message/rfc822"}}'],
  [406, { ...json, Accept: "image/png" }, "{}"],
  [413, json, `{"x":"${"x".repeat(20_000)}"}`],
  [415, { "Content-Type": "text/plain" }, "{}"],
  [415, { ...json, "Content-Encoding": "gzip" }, "{}"],
  [422, json, '{"state":{}}'],
  [422, json, '{"events":{"Accept":1}}'],
  [422, json, '{"events":[]}'],
  [422, json, '{"events":{"Accept":"nonsense"}}'],
  [422, json, '{"events":{"Accept":"a/b\\r\\nX: y"}}'],
  [422, yaml, "state: 3"],
];

/** What HTTP Events Query refuses. */
export const queryRefusals: readonly Check[] = [
  {
    id: "query-refused",
    title: "a request that can't be served gets a problem, with status, code and detail (EQ-RQ-2)",
    async run(client) {
      for (const [status, fields, content] of refused) {
        const about = `${status} for ${JSON.stringify(fields)} and ${content.slice(0, 40)}`;
        const response = await client.exchange("QUERY", "/notes/welcome", fields, content);
        expect(response.status, about).toBe(status);
        expect(response.field("Content-Type"), about).toBe("application/problem+json");
        expect(response.field("Events"), about).toBeUndefined();
        expect(response.field("Access-Control-Allow-Origin"), about).toBe("*");
        if (status === 415) expect(response.field("Accept-Query"), about).toBe(acceptQuery);
        const problem = { status, code: expect.any(String), detail: expect.any(String) };
        expect(JSON.parse(response.content), about).toMatchObject(problem);
      }
    },
  },
];
