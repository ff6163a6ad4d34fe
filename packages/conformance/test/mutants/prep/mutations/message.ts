import { fault, type Mutation, without } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

export const message: readonly Mutation[] = [
  fault(
    "one header block",
    {
      "message/two-header-blocks": "fail",
      "opt-out/asterisk-replays-nothing": "skipped",
      "opt-out/last-event-first-part": "skipped",
    },
    { part: (type, content, inner) => sound.part(type, content, inner).replace(/^\r\n\r\n/, "\r\n") },
  ),
  fault("no Method", { "message/method": "fail" }, { message: (...args) => without(sound.message(...args), "Method") }),
  fault(
    "a bare LF in a message",
    { "message/fields": "fail" },
    { message: (...args) => ({ ...sound.message(...args), "X-One": "1\nX-Two: 2" }) },
  ),
  fault(
    "Date as in JSON",
    { "message/date": "fail" },
    { message: (happening, delta) => ({ ...sound.message(happening, delta), Date: happening.date.toISOString() }) },
  ),
  fault(
    "Date of long ago",
    { "message/date": "fail" },
    { message: (happening, delta) => ({ ...sound.message(happening, delta), Date: new Date(0).toUTCString() }) },
  ),
  fault(
    "no Event-ID in messages",
    {
      "message/event-id": "fail",
      "message/event-id-of-the-response": "info",
      "opt-out/asterisk-replays-nothing": "skipped",
      "opt-out/last-event-first-part": "skipped",
    },
    { message: (...args) => without(sound.message(...args), "Event-ID") },
  ),
  fault(
    "no ETag",
    { "message/etag": "warn", "message/etag-of-the-variant": "skipped" },
    { message: (...args) => without(sound.message(...args), "ETag") },
  ),
  fault(
    "ETag of another variant",
    { "message/etag-of-the-variant": "fail" },
    { message: (happening, delta) => ({ ...sound.message(happening, delta), ETag: '"of another"' }) },
  ),
  fault(
    "Event-ID of the response is another",
    { "message/event-id-of-the-response": "info" },
    {
      answer: (response, status, fields, notify) =>
        sound.answer(response, status, { ...fields, "Event-ID": "another" }, notify),
    },
  ),
  fault(
    "a delta that nobody asked for",
    { "message/no-body": "fail" },
    {
      delta: (happening, stream) => sound.delta(happening, { ...stream, choice: { delta: "*/*", ...stream.choice } }),
    },
  ),
  fault("no delta", { "delta/of-a-patch": "warn", "delta/in-json": "info" }, { delta: () => undefined }),
  fault("no delta in JSON", { "delta/in-json": "info" }, { json: (happening) => sound.json(happening, undefined) }),
  fault(
    "a delta of a type that is not wanted",
    { "delta/of-another-type": "info" },
    {
      delta: (happening, stream) => {
        const { delta } = stream.choice;
        const wanted = delta === undefined ? {} : { delta: "*/*" };
        return sound.delta(happening, { ...stream, choice: { ...stream.choice, ...wanted } });
      },
    },
  ),
  fault(
    "a delta without Content-Type",
    { "delta/content-type": "fail" },
    { message: (happening) => sound.message(happening, undefined) },
  ),
  fault(
    "a delta where nothing changed",
    { "delta/none-without-a-change": "fail" },
    { delta: (happening, stream) => sound.delta({ ...happening, changed: true }, stream) },
  ),
  fault(
    "no Content-Location",
    { "container/content-location": "fail" },
    { message: (...args) => without(sound.message(...args), "Content-Location") },
  ),
  fault(
    "Location for Content-Location",
    { "container/content-location": "fail" },
    {
      message: (happening, delta) => {
        const { "Content-Location": location, ...fields } = sound.message(happening, delta);
        return location === undefined ? fields : { ...fields, Location: location };
      },
    },
  ),
  fault(
    "a name that adds fields",
    { "container/name-smuggles-nothing": "fail" },
    {
      message: (happening, delta) => {
        const object = happening.object && decodeURIComponent(happening.object);
        return sound.message(object === undefined ? happening : { ...happening, object }, delta);
      },
    },
  ),
  fault(
    "a child's delta on its container",
    { "container/delta-of-a-child-withheld": "info" },
    {
      delta: (happening, stream) => {
        const { object: _, ...own } = happening;
        return sound.delta(own, stream);
      },
    },
  ),
];
