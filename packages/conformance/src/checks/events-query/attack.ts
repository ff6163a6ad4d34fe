import { expectThat, NotApplicable } from "../../finding.ts";
import { boundaryOf, readMediaType } from "../../parsers/media-type.ts";
import type { Check } from "../check.ts";
import { expectStatus } from "./expectations.ts";
import { delimitedAtOnce, headAtOnce, openStream, query, requireRealization, served, stream } from "./opening.ts";
import { write } from "./writing.ts";

const injected = "Injected";

/** Attacks by writers and subscribers who want others to read something that the server did not send. */
export const eventsQueryAttackChecks: readonly Check[] = [
  {
    id: "events-query/attack/boundary-in-representation",
    protocol: "events-query",
    requirements: ["EQ-ST-7", "EQ-RP-1"],
    level: "must",
    sentence:
      "The boundary of other streams in a representation delimits nothing: a client reads the whole representation",
    needs: { fresh: true },
    after: [delimitedAtOnce, "events-query/representation/first-in-multipart"],
    async judge(context) {
      const resource = await context.resource();
      await write(context, resource, "plain", "text/plain");
      const options = { state: {}, accept: "multipart/mixed" };
      const before = await stream(context, resource, options);
      const known = boundaryOf(readMediaType(before.exchange.field("Content-Type")));
      const content = `a\r\n--${known}\r\n\r\n${injected}\r\n--${known}--\r\n--${known}--`;
      await write(context, resource, content, "text/plain");
      const subscription = await stream(context, resource, options);
      const { exchange } = subscription;
      const { body, ...range } = await subscription.representation();
      expectThat(Buffer.from(body).toString() === content, {
        expected: `the ${content.length} bytes of the representation as one part`,
        observed: `a part of ${body.length} bytes`,
        exchange,
        range,
      });
    },
  },
  {
    id: "events-query/attack/message-in-representation",
    protocol: "events-query",
    requirements: ["EQ-ST-5", "EQ-RP-1"],
    level: "must",
    sentence: "A representation in application/http that looks like messages is one message",
    needs: { fresh: true },
    after: ["events-query/representation/first-in-http"],
    async judge(context) {
      const resource = await context.resource();
      const content = `a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}0\r\n\r\nHTTP/1.1 204 ${injected}\r\n\r\n`;
      await write(context, resource, content, "text/plain");
      const subscription = await stream(context, resource, { state: {}, accept: "application/http" });
      const { body, ...range } = await subscription.representation();
      expectThat(Buffer.from(body).toString() === content, {
        expected: `the ${content.length} bytes of the representation in one message`,
        observed: `a message of ${body.length} bytes`,
        exchange: subscription.exchange,
        range,
      });
    },
  },
  {
    id: "events-query/attack/record-separator-in-representation",
    protocol: "events-query",
    requirements: ["EQ-ST-6", "EQ-RP-4"],
    level: "must",
    sentence: "A record separator in invalid JSON makes no additional item in application/json-seq",
    needs: { fresh: true },
    after: [served("json-seq")],
    async judge(context) {
      const resource = await context.resource();
      await write(context, resource, `{"a":1}\n\x1e{"${injected}":1}\n\x1e{"b":1}`, "application/json");
      const subscription = openStream(context, resource, { state: {}, accept: "application/json-seq" });
      const { exchange } = subscription;
      await exchange.headWithin();
      // A refusal, an error and a broken connection are all fine: invalid JSON cannot be sent here.
      await exchange.bodyUntil(({ length }) => length > 10, "content").catch(() => undefined);
      const smuggled = subscription.stream().items.find(({ body }) => Buffer.from(body).includes(injected));
      expectThat(smuggled === undefined, {
        expected: "no item from the middle of the representation",
        observed: Buffer.from(smuggled?.body ?? []).toString(),
        exchange,
        ...(smuggled === undefined ? {} : { range: smuggled }),
      });
    },
  },
  {
    id: "events-query/attack/fields-in-subscription",
    protocol: "events-query",
    requirements: ["EQ-RQ-2", "EQ-DM-2"],
    level: "ours",
    sentence: "Line endings in a subscription do not become line endings in the head or the content of the response",
    after: [headAtOnce],
    async judge(context) {
      requireRealization(context);
      const resource = await context.resource();
      for (const member of ["Accept", "Last-Event-ID", "If-None-Match", "Example"]) {
        const value = `*/*\r\n${injected}: yes\r\n\r\n`;
        const content = JSON.stringify({ state: { [member]: value }, events: { [member]: value } });
        const exchange = await query(context, resource, content, {
          "Content-Type": "application/json",
          Accept: "application/http",
        });
        await exchange.bodyUntil(({ length }) => length > 0, "content", context.settings.patience / 10).catch(() => 0);
        expectThat(exchange.field(injected) === undefined && !/^Injected:/m.test(exchange.text), {
          expected: "no injected field",
          observed: `a field ${injected}`,
          exchange,
        });
        exchange.leave();
      }
    },
  },
  {
    id: "events-query/attack/id-is-not-echoed",
    protocol: "events-query",
    requirements: ["EQ-RP-5", "EQ-DM-4"],
    level: "ours",
    feature: "resume",
    sentence: "A Last-Event-ID that cannot be an id counts as unknown, and the response does not repeat it",
    after: ["events-query/resume/head-event-id"],
    async judge(context) {
      const resource = await context.resource();
      for (const id of ["a b", '"quoted"', "x".repeat(2_000), "../../etc/passwd", "\u00ff", ""]) {
        const { exchange } = openStream(context, resource, { fields: { "Last-Event-ID": id } });
        await exchange.headWithin();
        expectStatus(exchange, 200);
        expectThat(exchange.field("Event-ID") !== id, {
          expected: "Event-ID with another id",
          observed: `Event-ID: ${id}`,
          exchange,
        });
        exchange.leave();
      }
    },
  },
  {
    id: "events-query/attack/target-in-notification",
    protocol: "events-query",
    requirements: ["NF-1", "NF-6"],
    level: "ours",
    feature: "container",
    sentence: "Line endings in the name of a child add no fields to notifications of its container",
    needs: { container: true, fresh: true },
    after: ["events-query/container/child-removed", "events-query/form/rfc822"],
    async judge(context) {
      const container = context.container();
      const { resourceTemplate = "" } = context.settings;
      const events = { Accept: "message/rfc822" };
      const subscription = openStream(context, container, { events });
      const { status } = await subscription.exchange.headWithin();
      if (status !== 200) throw new NotApplicable(`the container does not notify in message/rfc822: status ${status}`);
      const { type, content } = context.settings.contents.put;
      const name = `conformance%0D%0A${injected}:%20yes%0D%0A`;
      const child = context.made(resourceTemplate.replaceAll("{id}", name));
      await write(context, child, content, type);
      const other = context.made(resourceTemplate.replaceAll("{id}", "conformance-after-injection"));
      await write(context, other, content, type);
      const { exchange } = subscription;
      await exchange.bodyUntil(() => exchange.text.includes("conformance-after-injection"), "a notification of it");
      const at = exchange.text.search(/^Injected:/m);
      expectThat(at < 0, {
        expected: "the encoded name of the child in the field with its URL",
        observed: `a line that begins with ${injected}:`,
        exchange,
        range: { offset: Math.max(0, at), length: injected.length },
      });
    },
  },
];
