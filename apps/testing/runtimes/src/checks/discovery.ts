import type { Exchange } from "@resource-events/testing-support";
import { expect } from "vitest";
import { acceptQuery, type Check, expectOk, json, prep } from "./check.ts";

const resources = [
  ["/notes/welcome", /^Hello World!\n$/],
  ["/notes/", /\/notes\/welcome/],
] as const;

function expectDiscovery(response: Exchange): void {
  expectOk(response);
  expect(response.field("Accept-Events")).toMatch(/^"prep";accept=\("message\/rfc822"/);
  expect(response.field("Accept-Query")).toBe(acceptQuery);
  expect(response.field("Vary")).toMatch(/\bAccept-Events\b/);
  expect(response.field("Events")).toBeUndefined();
}

/** How a resource says what it offers. */
export const discovery: readonly Check[] = [
  {
    id: "discovery",
    title: "GET says what can be subscribed to (PREP-DI-1, PREP-DI-2, PREP-DI-3, EQ-DI-1)",
    async run(client) {
      for (const [target, content] of resources) {
        const response = await client.exchange("GET", target);
        expectDiscovery(response);
        expect(response.content).toMatch(content);
      }
    },
  },
  {
    id: "discovery-head",
    title: "HEAD says the same, and is never a subscription (PREP-DI-1, PREP-DI-3, PREP-AE-9, PREP-EV-6, EQ-DI-1)",
    async run(client) {
      for (const [target] of resources) {
        for (const fields of [{}, prep]) {
          const response = await client.exchange("HEAD", target, fields);
          expectDiscovery(response);
          expect(response.content).toBe("");
        }
      }
    },
  },
  {
    id: "discovery-options",
    title: "OPTIONS announces Events Query, and not PREP (PREP-AE-8, EQ-DI-1)",
    async run(client) {
      const response = await client.exchange("OPTIONS", "/notes/welcome");
      expect(response.status).toBe(204);
      expect(response.field("Accept-Query")).toBe(acceptQuery);
      expect(response.field("Accept-Events")).toBeUndefined();
      expect(response.field("Allow")).toMatch(/\bQUERY\b/);
    },
  },
  {
    id: "plain",
    title: "an Accept-Events that does not parse, or names other protocols, changes nothing (PREP-AE-3, PREP-AE-9)",
    async run(client) {
      for (const field of ['"prep', '"solid"', "7", '"prep";q=0', '"prep";q=2']) {
        const response = await client.exchange("GET", "/notes/welcome", { "Accept-Events": field });
        expect(response.field("Events"), field).toBeUndefined();
        expect(response.field("Content-Type"), field).toBe("text/plain");
        expect(response.field("Content-Length"), field).toBe("13");
        expect(response.content, field).toBe("Hello World!\n");
      }
    },
  },
  {
    id: "unobserved",
    title: "resources without events are left alone (PREP-NO-1)",
    async run(client) {
      const response = await client.exchange("GET", "/", prep);
      expect(response.status).toBe(200);
      expect(response.field("Accept-Events")).toBeUndefined();
      expect(response.field("Accept-Query")).toBeUndefined();
      expect(response.field("Events")).toBeUndefined();
      for (const fields of [json, { ...json, Accept: "*/*" }]) {
        const query = await client.exchange("QUERY", "/", fields, "{}");
        expect(query.status).toBe(405);
        expect(query.field("Allow")).toBeDefined();
      }
    },
  },
];
