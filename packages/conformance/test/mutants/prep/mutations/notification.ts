import { fault, isOnThing, type Mutation } from "../mutation.ts";
import { type Stream, soundRules as sound } from "../rules.ts";

export const notifying: readonly Mutation[] = [
  fault(
    "PATCH is not notified",
    { "notification/after-patch": "warn" },
    { happenings: (all, status) => sound.happenings(all, status).filter(({ method }) => method !== "PATCH") },
  ),
  fault(
    "a failure is notified",
    { "notification/not-after-failure": "info" },
    { happenings: (all, status) => (status === 412 ? all : sound.happenings(all, status)) },
  ),
  fault(
    "the container is not told of POST",
    { "container/post-notified": "warn", "activity-streams/types-on-a-container": "fail" },
    {
      happenings: (all, status) =>
        sound.happenings(all, status).filter((told) => told.method !== "POST" || isOnThing(told)),
    },
  ),
  fault(
    "the container is not told of PUT",
    { "container/child-changed": "info" },
    {
      happenings: (all, status) =>
        sound.happenings(all, status).filter((told) => told.method !== "PUT" || isOnThing(told)),
    },
  ),
  fault(
    "the container is not told of DELETE",
    { "container/child-removed": "info", "activity-streams/types-on-a-container": "fail" },
    {
      happenings: (all, status) =>
        sound.happenings(all, status).filter((told) => told.method !== "DELETE" || isOnThing(told)),
    },
  ),
  fault(
    "the notification before the answer",
    { "notification/not-before-the-response": "fail" },
    {
      answer: (response, status, fields, tell) => {
        tell();
        setTimeout(() => response.writeHead(status, fields).end(), 300);
      },
    },
  ),
  fault(
    "the notification before an answer that waits",
    { "notification/not-before-a-response-that-waits": "fail" },
    {
      answer: (response, status, fields, tell) => {
        response.writeHead(status, fields).end();
        tell();
      },
    },
  ),
  fault("every ninth event is lost", { "order/each-once": "warn" }, () => {
    const counts = new Map<string, number>();
    return {
      audience: (streams, told) => {
        const count = (counts.get(told.resource) ?? 0) + 1;
        counts.set(told.resource, count);
        return isOnThing(told) && count % 9 === 0 ? [] : streams;
      },
    };
  }),
  fault("every ninth event is doubled", { "order/each-once": "warn" }, () => {
    const counts = new Map<string, number>();
    return {
      audience: (streams, told) => {
        const count = (counts.get(told.resource) ?? 0) + 1;
        counts.set(told.resource, count);
        return isOnThing(told) && count % 9 === 0 ? [...streams, ...streams] : streams;
      },
    };
  }),
  fault("of two PATCHes the second is told after what follows", { "order/as-caused": "info" }, () => {
    const latest = new WeakMap<Stream, string>();
    const held = new WeakMap<Stream, string>();
    return {
      write: (stream, part, told) => {
        const again = latest.get(stream) === "PATCH" && told.method === "PATCH" && isOnThing(told);
        latest.set(stream, told.method);
        if (again && !held.has(stream)) held.set(stream, part);
        else {
          sound.write(stream, part + (held.get(stream) ?? ""), told);
          held.delete(stream);
        }
      },
    };
  }),
  fault("another order for one of three subscribers", { "order/same-for-all": "info" }, () => {
    const odd = new WeakSet<Stream>();
    const held = new WeakMap<Stream, string>();
    return {
      audience: (streams, told) => {
        if (streams[1] !== undefined && streams.length === 3 && isOnThing(told)) odd.add(streams[1]);
        return streams;
      },
      write: (stream, part, told) => {
        if (odd.has(stream) && told.type !== "delete" && !held.has(stream)) held.set(stream, part);
        else {
          sound.write(stream, part + (held.get(stream) ?? ""), told);
          held.delete(stream);
        }
      },
    };
  }),
];
