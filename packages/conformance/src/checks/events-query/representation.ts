import { expectThat, NotApplicable, SetupFailure } from "../../finding.ts";
import { boundaryOf, readMediaType } from "../../parsers/media-type.ts";
import { readMultipart } from "../../parsers/multipart.ts";
import type { EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { StreamItem } from "../../subscriptions/notification.ts";
import type { Check, CheckContext } from "../check.ts";
import { expectClientError, expectStatus, shown } from "./expectations.ts";
import { encapsulations, headAtOnce, notified, openStream, served } from "./opening.ts";
import { write } from "./writing.ts";

const jsonSeq = "application/json-seq";

export const eventsQueryRepresentationChecks: readonly Check[] = [
  ...encapsulations.map(
    ({ name, type }): Check => ({
      id: `events-query/representation/first-in-${name}`,
      protocol: "events-query",
      requirements: name === "json-seq" ? ["EQ-RP-1", "EQ-RP-4", "EQ-DM-1"] : ["EQ-RP-1", "EQ-DM-1"],
      level: "ours",
      sentence: `With interest in the state, the representation is sent at once as the first item in ${type}`,
      after: [served(name)],
      async judge(context) {
        const resource = await context.resource();
        const plain = await context.exchange(resource, { method: "GET" });
        if (plain.status !== 200) throw new SetupFailure(`GET gets ${plain.status}`, plain);
        const subscription = openStream(context, resource, { state: {}, accept: type });
        const { exchange } = subscription;
        const { status } = await exchange.headWithin();
        const isJson = /^application\/(.*\+)?json\b/i.test(plain.field("Content-Type") ?? "");
        if (name === "json-seq" && status === 406 && !isJson) throw new NotApplicable("the resource is not JSON");
        expectStatus(exchange, 200);
        const { body, ...item } = await firstItem(subscription, plain.body.length);
        const sent = name === "json-seq" ? Buffer.from(body).subarray(0, -1) : body;
        expectThat(Buffer.compare(sent, plain.body) === 0, {
          expected: `the ${plain.body.length} bytes of the representation`,
          observed: `${sent.length} other bytes`,
          exchange,
          range: item,
        });
      },
    }),
  ),
  {
    id: "events-query/representation/before-notifications",
    protocol: "events-query",
    requirements: ["EQ-RP-1"],
    level: "ours",
    sentence: "The representation comes before the notifications, however soon an event happens",
    needs: { events: ["put"], fresh: true },
    after: [notified, "events-query/representation/first-in-multipart"],
    async judge(context) {
      const { subscription, contents } = await race(context, 3);
      const { items } = subscription.stream();
      const [first] = items;
      expectThat(first !== undefined && contents.includes(Buffer.from(first.body).toString()), {
        expected: "one of the representations as the first item",
        observed: Buffer.from(first?.body ?? []).toString("latin1", 0, 80),
        exchange: subscription.exchange,
        ...(first === undefined ? {} : { range: first }),
      });
    },
  },
  {
    id: "events-query/representation/no-gap",
    protocol: "events-query",
    requirements: ["EQ-RP-6", "EQ-ST-10"],
    level: "ours",
    sentence: "An event that the representation does not show is notified, however soon it happens",
    needs: { events: ["put"], fresh: true },
    after: ["events-query/representation/before-notifications"],
    async judge(context) {
      const count = 6;
      const { subscription, contents } = await race(context, count);
      const { items } = subscription.stream();
      const shows = contents.indexOf(Buffer.from(items[0]?.body ?? []).toString());
      // Events after the shown state must be notified. Events in it may be notified too.
      const enough = () => subscription.notifications().length >= count - shows;
      const what = `${count - shows} notifications after the representation of write ${shows} of ${count}`;
      await subscription.exchange.bodyUntil(enough, what);
    },
  },
  {
    id: "events-query/representation/absent",
    protocol: "events-query",
    requirements: ["EQ-RP-2"],
    level: "must",
    sentence: "Without a representation there are no notifications: the response is the error, and ends",
    needs: { fresh: true, events: ["delete"] },
    after: [headAtOnce],
    async judge(context) {
      const resource = await context.resource();
      await context.cause("delete", resource);
      const subscription = openStream(context, resource, { state: {} });
      await expectRefused(subscription, "a representation that is not there");
    },
  },
  {
    id: "events-query/representation/not-acceptable",
    protocol: "events-query",
    requirements: ["EQ-RP-1", "EQ-RP-2"],
    level: "ours",
    sentence: "The fields in state negotiate the representation: if none is acceptable, the response is that error",
    after: [headAtOnce],
    async judge(context) {
      const resource = await context.resource();
      const fields = { Accept: "example/unheard-of" };
      const plain = await context.exchange(resource, { method: "GET", fields });
      if (plain.status === 200) throw new NotApplicable("GET ignores Accept");
      const subscription = openStream(context, resource, { state: fields });
      await expectRefused(subscription, "a representation that is not acceptable");
      expectStatus(subscription.exchange, plain.status ?? 406);
    },
  },
  {
    id: "events-query/representation/json-seq-needs-json",
    protocol: "events-query",
    requirements: ["EQ-RP-4"],
    level: "ours",
    sentence: "A representation that is not JSON is not served in application/json-seq, but gets 406",
    needs: { fresh: true },
    after: [served("json-seq")],
    async judge(context) {
      const resource = await context.resource();
      await write(context, resource, "no JSON", "text/plain");
      const { exchange } = openStream(context, resource, { state: {}, accept: jsonSeq });
      await exchange.headWithin();
      expectStatus(exchange, 406);
    },
  },
  {
    id: "events-query/representation/gives-way",
    protocol: "events-query",
    requirements: ["EQ-RP-4", "EQ-ST-3"],
    level: "ours",
    sentence:
      "A representation that is not JSON is sent in another encapsulation than application/json-seq, if one is acceptable",
    needs: { fresh: true },
    after: [served("json-seq"), served("multipart")],
    async judge(context) {
      const resource = await context.resource();
      await write(context, resource, "no JSON", "text/plain");
      const subscription = openStream(context, resource, { state: {}, accept: `${jsonSeq}, multipart/mixed;q=0.1` });
      const { exchange } = subscription;
      await exchange.headWithin();
      expectThat(subscription.stream().encapsulation === "multipart/mixed", {
        expected: "multipart/mixed",
        observed: `status ${exchange.status}, ${shown(exchange, "Content-Type")}`,
        exchange,
      });
    },
  },
];

async function expectRefused({ exchange }: EventsQuerySubscription, why: string): Promise<void> {
  await exchange.headWithin();
  expectClientError(exchange, why);
  await exchange.ended(undefined, "the end of the refusal");
  const type = exchange.field("Content-Type");
  expectThat(!/^(multipart\/mixed|application\/(http|json-seq))/i.test(type ?? ""), {
    expected: "an error without encapsulation",
    observed: shown(exchange, "Content-Type"),
    exchange,
  });
}

/** The first item. In multipart/mixed without its delimiter, whose position is another requirement. */
function firstItem(subscription: EventsQuerySubscription, length: number): Promise<StreamItem> {
  const { exchange } = subscription;
  const type = readMediaType(exchange.field("Content-Type"));
  if (type?.essence !== "multipart/mixed") return subscription.representation();
  const look = () => {
    const [part] = readMultipart(exchange.body, boundaryOf(type) ?? "").parts;
    const there = part !== undefined && (part.closed || (part.headComplete && part.body.length >= length));
    return there && { ...part, type: undefined };
  };
  return exchange.bodyUntil(look, "the representation as the first part");
}

/** Subscribes during writes to the resource. Resolves with all contents, the original one first. */
async function race(context: CheckContext, count: number) {
  const resource = await context.resource();
  const contents = [(await context.exchange(resource, { method: "GET" })).text];
  const subscription = openStream(context, resource, { state: {}, accept: "multipart/mixed" });
  for (let written = 0; written < count; written += 1) {
    const { exchange } = await context.cause("put", resource);
    if (exchange?.request.content === undefined) throw new NotApplicable("the written content is unknown");
    contents.push(Buffer.from(exchange.request.content).toString("latin1"));
  }
  await subscription.served();
  await subscription.representation();
  return { subscription, contents };
}
