import type { ServerResponse } from "node:http";
import { fault, type Mutation, without } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

export const head: readonly Mutation[] = [
  fault("no Date", { "head/date": "fail" }, { head: (fields) => without(fields, "Date") }),
  fault("no Last-Modified", { "head/last-modified": "warn" }, { head: (fields) => without(fields, "Last-Modified") }),
  fault("not incremental", { "head/incremental": "info" }, { head: (fields) => without(fields, "Incremental") }),
  fault(
    "to be cached",
    { "head/cache-control": "info" },
    { head: (fields) => ({ ...fields, "Cache-Control": "max-age=60" }) },
  ),
  fault("no Event-ID in the head", { "resume/event-id": "info" }, { head: (fields) => without(fields, "Event-ID") }),
  fault(
    "no expires",
    { "head/expires": "fail", "termination/expiry-ends-stream": "skipped" },
    { events: (seconds) => sound.events(seconds).replace(/, exp.*/, "") },
  ),
  fault(
    "expires as a date",
    { "head/expires": "fail" },
    {
      events: (seconds) => {
        const date = new Date(Date.now() + seconds * 1_000).toUTCString();
        return sound.events(seconds).replace(/expires=.*/, `expires="${date}"`);
      },
    },
  ),
  fault(
    "protocol as a Token",
    { "head/protocol": "fail" },
    { events: (seconds) => sound.events(seconds).replaceAll('"', "") },
  ),
  fault("ends after expires", { "termination/expiry-ends-stream": "fail" }, { lasts: () => 30_000 }),
  fault(
    "ends before expires",
    { "termination/expiry-ends-stream": "fail" },
    { events: (seconds) => sound.events(seconds + 3) },
  ),
  fault("the head comes with the first event", { "stream/served": "fail" }, () => {
    const held = new WeakMap<ServerResponse, string>();
    return {
      opening: (response, first, digest) => held.set(response, first + digest),
      write: ({ response }, part) => {
        response.write((held.get(response) ?? "") + part, "latin1");
        held.delete(response);
      },
      close: (stream) => sound.close(stream),
    };
  }),
];
