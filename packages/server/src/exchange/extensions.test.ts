import { jsonRealization } from "@resource-events/fields";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Fault, faults } from "../../test/faults.ts";
import { baseOf, turn } from "../../test/fixture.ts";
import { type ExchangeDetails, MemoryExchange, notified, watch } from "../../test/memory-exchange.ts";
import { bytesOf, RecordingSink } from "../../test/recording-sink.ts";
import type { Requester, Sink } from "../adapter.ts";
import { jsonForm } from "../events/forms/json.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import { createResourceEvents } from "../resource-events.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

/*
 * Every place where code that is not ours is called, times every way in which it can go wrong (invariant 8): the request
 * that it concerns ends in bounded time, its slot is given back, and nobody else notices.
 */

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** An exchange as the tests spoil it: whatever its members return. */
class SpoiltExchange extends MemoryExchange {
  responded = false;
  leave = (): void => {};

  onGone(listener: () => void): void {
    this.leave = listener;
  }

  override pass(...call: Parameters<MemoryExchange["pass"]>): unknown {
    this.responded = true;
    return super.pass(...call);
  }
}

type SpoiltOptions = (fault: Fault, active: () => boolean) => ResourceEventsOptions;
type Spoil = (exchange: SpoiltExchange, fault: Fault) => void;

/** Where something goes wrong. */
interface Place {
  /** Options that call the fault instead of the sound function as long as `active()`. */
  readonly options?: SpoiltOptions;
  /** Puts the fault into an exchange. */
  readonly spoil?: Spoil;
  /** Whether the sound subscriber of the same resource is told of what happened; `ended`: its stream ends, so that it begins anew. */
  readonly peer?: "told" | "ended" | "partly told";
  /** Whether the request may stay without a response, and may even hang until its client leaves: it is the adapter that fails. */
  readonly unanswered?: boolean;
}

const sound = createMemoryLog;

function spoiltLog(method: keyof EventLog, fault: Fault, active: () => boolean): ResourceEventsOptions {
  const log = sound();
  const call = log[method] as (...given: unknown[]) => unknown;
  const spoilt = (...given: unknown[]): unknown => (active() ? fault() : call(...given));
  return { log: { ...log, [method]: spoilt } };
}

const hook =
  (name: string): SpoiltOptions =>
  (fault, active) => ({ hooks: { [name]: () => (active() ? fault() : undefined) } });

const member =
  (name: "resource" | "scope" | "requester"): Spoil =>
  (exchange, fault) =>
    Object.assign(exchange, { [name]: fault });

const authorization =
  (name: "until" | "revoked" | "check"): Spoil =>
  (exchange, fault) =>
    Object.assign(exchange, { requester: () => ({ authorization: { [name]: name === "check" ? fault : fault() } }) });

const sink =
  (name: keyof Sink): Spoil =>
  (exchange, fault) => {
    const spoilt = new RecordingSink();
    Object.defineProperty(spoilt, name, name === "waiting" ? { get: fault, set: () => {} } : { value: fault });
    Object.assign(exchange, {
      sink: spoilt,
      respond: () => {
        exchange.responded = true;
        return spoilt;
      },
    });
  };

const places: Readonly<Record<string, Place>> = {
  onError: {
    options: (fault) => ({
      onError: fault,
      container: () => {
        throw new Error("so that it is called");
      },
    }),
  },
  onSubscribed: { options: hook("onSubscribed") },
  onEnded: { options: hook("onEnded") },
  onRefused: { options: hook("onRefused") },
  onDelivered: { options: hook("onDelivered") },
  "render of a form": {
    options: (fault, active) => {
      const render: typeof jsonForm.render = (...given) =>
        (active() ? fault() : jsonForm.render(...given)) as Uint8Array;
      return { prep: { forms: [{ ...jsonForm, render }] }, eventsQuery: { forms: [{ ...jsonForm, render }] } };
    },
    peer: "partly told",
  },
  "read of a realization": {
    options: (fault, active) => ({
      eventsQuery: {
        realizations: [
          {
            ...jsonRealization,
            read: (...given) => (active() ? fault() : jsonRealization.read(...given)) as never,
          },
        ],
      },
    }),
  },
  "append of the log": { options: (...given) => spoiltLog("append", ...given), peer: "ended" },
  "position of the log": { options: (...given) => spoiltLog("position", ...given) },
  "after of the log": { options: (...given) => spoiltLog("after", ...given) },
  "size of the log": { options: (...given) => spoiltLog("size", ...given) },
  container: {
    options: (fault, active) => ({ container: () => (active() ? fault() : undefined) as string }),
  },
  resource: { spoil: member("resource"), peer: "partly told" },
  scope: { spoil: member("scope"), peer: "partly told" },
  requester: { spoil: member("requester") },
  "authorize, behind an adapter": {
    spoil: (exchange, fault) =>
      Object.assign(exchange, {
        requester: async () => ({ authorization: (await fault()) as Requester["authorization"] }),
      }),
  },
  "client, behind an adapter": {
    spoil: (exchange, fault) =>
      Object.assign(exchange, {
        requester: async () => ({ client: (await fault()) as string, authorization: true as const }),
      }),
  },
  until: { spoil: authorization("until") },
  revoked: { spoil: authorization("revoked") },
  check: { spoil: authorization("check") },
  copyContent: { spoil: (exchange, fault) => Object.assign(exchange, { copyContent: fault }) },
  "what copyContent returns": { spoil: (exchange, fault) => Object.assign(exchange, { copyContent: () => fault }) },
  "write of a sink": { spoil: sink("write") },
  "waiting of a sink": { spoil: sink("waiting") },
  "ready of a sink": { spoil: sink("ready") },
  "end of a sink": { spoil: sink("end") },
  "abort of a sink": { spoil: sink("abort") },
  "onClose of a sink": { spoil: sink("onClose") },
  respond: { spoil: (exchange, fault) => Object.assign(exchange, { respond: fault }), unanswered: true },
  represent: { spoil: (exchange, fault) => Object.assign(exchange, { represent: fault }), unanswered: true },
  "content of a QUERY": { spoil: (exchange, fault) => Object.assign(exchange, { content: fault }), unanswered: true },
  onGone: { spoil: (exchange, fault) => Object.assign(exchange, { onGone: fault }) },
  headSent: { spoil: (exchange, fault) => Object.assign(exchange, { headSent: fault }) },
  breakOff: { spoil: (exchange, fault) => Object.assign(exchange, { headSent: () => false, breakOff: fault }) },
};

const query = (content: string, accept = "application/json-seq"): ExchangeDetails => ({
  method: "QUERY",
  fields: { "content-type": "application/json", accept },
  content,
});

/** What a client does of which something goes wrong. */
const requests: readonly ExchangeDetails[] = [
  { fields: { "accept-events": '"prep"' } },
  { fields: { "accept-events": '"prep"', "last-event-id": "unknown" } },
  query('{"events":{}}'),
  query('{"state":{},"events":{"latest":true}}', "multipart/mixed"),
  query("{}", "application/json"),
  {
    method: "PATCH",
    fields: { "content-type": "text/plain" },
    response: baseOf(null, {}, 204),
    copied: bytesOf("delta"),
  },
];

describe.each(Object.entries(places))(
  "%s",
  (_place, { options, spoil, peer: expected = "told", unanswered = false }) => {
    it.each(faults)("%s: it costs that request at most", async (_fault, fault) => {
      const surprises: unknown[] = [];
      const onSurprise = (error: unknown) => surprises.push(error);
      process.on("unhandledRejection", onSurprise);
      onTestFinished(() => void process.off("unhandledRejection", onSurprise));
      vi.spyOn(console, "warn").mockImplementation(() => {});

      let active = false;
      const core = createResourceEvents({
        deltas: ["text/plain"],
        duration: { default: 1_000 },
        keepAlive: { jsonSequence: false },
        onError: () => {},
        ...options?.(fault, () => active),
      });
      const neighbour = await watch(core, "/elsewhere");
      const peer = await watch(core);
      active = true;

      const exchanges = requests.map((details) => new SpoiltExchange(details));
      const handled = exchanges.map(async (exchange) => {
        spoil?.(exchange, fault);
        try {
          await core.handle(exchange);
        } catch {
          // The adapter's own failure, and nobody else's.
        }
        return "handled";
      });
      const notifying = core.notify("/notes/welcome", { type: "update" }).catch(() => "failed");
      for (let second = 0; second < 20; second += 1) await vi.advanceTimersByTimeAsync(1_000);
      // Nobody says that the response to the mutation was sent.
      if (expected === "told") expect(notified(peer).map(({ type }) => type)).toEqual(["update", "update"]);
      expect(() => core.stats()).not.toThrow();
      await vi.advanceTimersByTimeAsync(100_000);
      active = false;

      await notifying;
      if (!unanswered) {
        expect(await Promise.all(handled)).toEqual(requests.map(() => "handled"));
        const answered = exchanges.map(
          ({ responded, passed, sink: { status } }) => responded || !!passed || status > 0,
        );
        expect(answered).not.toContain(false);
      }
      for (const exchange of exchanges) {
        exchange.leave();
        exchange.sink.leave();
      }
      // Nobody else notices.
      const expectedId = await core.notify("/elsewhere", { type: "update" });
      await turn();
      expect(notified(neighbour).map((one) => one["event-id"])).toEqual([expectedId]);
      expect(neighbour.outcome).toBe("open");
      if (expected === "ended") expect(peer.outcome).toBe("ended");
      const later = await watch(core);
      await core.notify("/notes/welcome", { type: "update" });
      await turn();
      expect(notified(later)).toHaveLength(1);
      for (const one of [neighbour, peer, later]) one.leave();
      await vi.advanceTimersByTimeAsync(1_100_000);
      expect(core.stats().subscriptions.total).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
      await new Promise((resolve) => setImmediate(resolve));
      expect(surprises).toEqual([]);
    });
  },
);
