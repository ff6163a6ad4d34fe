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
  fault("no Method", { "message/method": "fail" }, { message: (...told) => without(sound.message(...told), "Method") }),
  fault(
    "a bare LF in a message",
    { "message/fields": "fail" },
    { message: (...told) => ({ ...sound.message(...told), "X-One": "1\nX-Two: 2" }) },
  ),
  fault(
    "Date as in JSON",
    { "message/date": "fail" },
    { message: (told, delta) => ({ ...sound.message(told, delta), Date: told.date.toISOString() }) },
  ),
  fault(
    "Date of long ago",
    { "message/date": "fail" },
    { message: (told, delta) => ({ ...sound.message(told, delta), Date: new Date(0).toUTCString() }) },
  ),
  fault(
    "no Event-ID in messages",
    {
      "message/event-id": "fail",
      "message/event-id-of-the-response": "info",
      "opt-out/asterisk-replays-nothing": "skipped",
      "opt-out/last-event-first-part": "skipped",
    },
    { message: (...told) => without(sound.message(...told), "Event-ID") },
  ),
  fault(
    "no ETag",
    { "message/etag": "warn", "message/etag-of-the-variant": "skipped" },
    { message: (...told) => without(sound.message(...told), "ETag") },
  ),
  fault(
    "ETag of another variant",
    { "message/etag-of-the-variant": "fail" },
    { message: (told, delta) => ({ ...sound.message(told, delta), ETag: '"of another"' }) },
  ),
  fault(
    "Event-ID of the response is another",
    { "message/event-id-of-the-response": "info" },
    {
      answer: (response, status, fields, tell) =>
        sound.answer(response, status, { ...fields, "Event-ID": "another" }, tell),
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
  fault("no delta in JSON", { "delta/in-json": "info" }, { json: (told) => sound.json(told, undefined) }),
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
    { message: (told) => sound.message(told, undefined) },
  ),
  fault(
    "a delta where nothing changed",
    { "delta/none-without-a-change": "fail" },
    { delta: (happening, stream) => sound.delta({ ...happening, changed: true }, stream) },
  ),
  fault(
    "no Content-Location",
    { "container/content-location": "fail" },
    { message: (...told) => without(sound.message(...told), "Content-Location") },
  ),
  fault(
    "Location for Content-Location",
    { "container/content-location": "fail" },
    {
      message: (told, delta) => {
        const { "Content-Location": location, ...fields } = sound.message(told, delta);
        return location === undefined ? fields : { ...fields, Location: location };
      },
    },
  ),
  fault(
    "a name that adds fields",
    { "container/name-smuggles-nothing": "fail" },
    {
      message: (told, delta) => {
        const object = told.object && decodeURIComponent(told.object);
        return sound.message(object === undefined ? told : { ...told, object }, delta);
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
