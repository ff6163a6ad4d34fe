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
    "the container is not notified of POST",
    { "container/post-notified": "warn", "activity-streams/types-on-a-container": "fail" },
    {
      happenings: (all, status) =>
        sound.happenings(all, status).filter((happening) => happening.method !== "POST" || isOnThing(happening)),
    },
  ),
  fault(
    "the container is not notified of PUT",
    { "container/child-changed": "info" },
    {
      happenings: (all, status) =>
        sound.happenings(all, status).filter((happening) => happening.method !== "PUT" || isOnThing(happening)),
    },
  ),
  fault(
    "the container is not notified of DELETE",
    { "container/child-removed": "info", "activity-streams/types-on-a-container": "fail" },
    {
      happenings: (all, status) =>
        sound.happenings(all, status).filter((happening) => happening.method !== "DELETE" || isOnThing(happening)),
    },
  ),
  fault(
    "the notification before the answer",
    { "notification/not-before-the-response": "fail" },
    {
      answer: (response, status, fields, notify) => {
        notify();
        setTimeout(() => response.writeHead(status, fields).end(), 300);
      },
    },
  ),
  fault(
    "the notification before an answer that waits",
    { "notification/not-before-a-response-that-waits": "fail" },
    {
      answer: (response, status, fields, notify) => {
        response.writeHead(status, fields).end();
        notify();
      },
    },
  ),
  fault("every ninth event is lost", { "order/each-once": "warn" }, () => {
    const counts = new Map<string, number>();
    return {
      audience: (streams, happening) => {
        const count = (counts.get(happening.resource) ?? 0) + 1;
        counts.set(happening.resource, count);
        return isOnThing(happening) && count % 9 === 0 ? [] : streams;
      },
    };
  }),
  fault("every ninth event is doubled", { "order/each-once": "warn" }, () => {
    const counts = new Map<string, number>();
    return {
      audience: (streams, happening) => {
        const count = (counts.get(happening.resource) ?? 0) + 1;
        counts.set(happening.resource, count);
        return isOnThing(happening) && count % 9 === 0 ? [...streams, ...streams] : streams;
      },
    };
  }),
  fault("of two PATCHes the second is notified after the next event", { "order/as-caused": "info" }, () => {
    const latest = new WeakMap<Stream, string>();
    const held = new WeakMap<Stream, string>();
    return {
      write: (stream, part, happening) => {
        const again = latest.get(stream) === "PATCH" && happening.method === "PATCH" && isOnThing(happening);
        latest.set(stream, happening.method);
        if (again && !held.has(stream)) held.set(stream, part);
        else {
          sound.write(stream, part + (held.get(stream) ?? ""), happening);
          held.delete(stream);
        }
      },
    };
  }),
  fault("another order for one of three subscribers", { "order/same-for-all": "info" }, () => {
    const odd = new WeakSet<Stream>();
    const held = new WeakMap<Stream, string>();
    return {
      audience: (streams, happening) => {
        if (streams[1] !== undefined && streams.length === 3 && isOnThing(happening)) odd.add(streams[1]);
        return streams;
      },
      write: (stream, part, happening) => {
        if (odd.has(stream) && happening.type !== "delete" && !held.has(stream)) held.set(stream, part);
        else {
          sound.write(stream, part + (held.get(stream) ?? ""), happening);
          held.delete(stream);
        }
      },
    };
  }),
];
