import type { Exchange } from "@resource-events/testing-support";
import { expect } from "vitest";
import { type Check, prep } from "./check.ts";

const acceptQuery = '"application/json", "example/events-query"';

const resources = ["/notes/welcome", "/notes/"];

function expectDiscovery(answer: Exchange): void {
  expect(answer.status).toBe(200);
  expect(answer.field("Accept-Events")).toMatch(/^"prep";accept=\("message\/rfc822"/);
  expect(answer.field("Accept-Query")).toBe(acceptQuery);
  expect(answer.field("Vary")).toMatch(/\bAccept-Events\b/);
  expect(answer.field("Events")).toBeUndefined();
}

/** What a resource tells of itself. */
export const discovery: readonly Check[] = [
  {
    id: "discovery",
    title: "GET tells what can be subscribed to (PREP-DI-1, PREP-DI-2, PREP-DI-3, EQ-DI-1)",
    async run(client) {
      for (const target of resources) {
        const answer = await client.exchange("GET", target);
        expectDiscovery(answer);
        expect(answer.content).not.toBe("");
      }
    },
  },
  {
    id: "discovery-head",
    title: "HEAD tells the same, and is never a subscription (PREP-DI-1, PREP-DI-3, PREP-AE-9, EQ-DI-1)",
    async run(client) {
      for (const target of resources) {
        for (const fields of [{}, prep]) {
          const answer = await client.exchange("HEAD", target, fields);
          expectDiscovery(answer);
          expect(answer.content).toBe("");
        }
      }
    },
  },
  {
    id: "discovery-options",
    title: "OPTIONS tells of Events Query, and not of PREP (PREP-AE-8, EQ-DI-1)",
    async run(client) {
      const answer = await client.exchange("OPTIONS", "/notes/welcome");
      expect(answer.status).toBe(204);
      expect(answer.field("Accept-Query")).toBe(acceptQuery);
      expect(answer.field("Accept-Events")).toBeUndefined();
      expect(answer.field("Allow")).toMatch(/\bQUERY\b/);
    },
  },
  {
    id: "plain",
    title: "what is not asked for changes nothing: bytes, length, one Date (PREP-AE-3, PREP-AE-9)",
    async run(client) {
      for (const field of ['"prep', '"solid"', '"prep";q=0']) {
        const answer = await client.exchange("GET", "/notes/welcome", { "Accept-Events": field });
        expect(answer.field("Events"), field).toBeUndefined();
        expect(answer.field("Content-Type"), field).toBe("text/plain");
        expect(answer.field("Content-Length"), field).toBe("13");
        expect(answer.content, field).toBe("Hello World!\n");
      }
    },
  },
  {
    id: "unobserved",
    title: "resources without events are left alone (PREP-NO-1)",
    async run(client) {
      const answer = await client.exchange("GET", "/", prep);
      expect(answer.status).toBe(200);
      expect(answer.field("Accept-Events")).toBeUndefined();
      expect(answer.field("Accept-Query")).toBeUndefined();
      expect(answer.field("Events")).toBeUndefined();
      const query = await client.query("/", "*/*", {});
      await query.untilComplete();
      expect(query.status).toBe(405);
      expect(query.field("Allow")).toBeDefined();
    },
  },
];
