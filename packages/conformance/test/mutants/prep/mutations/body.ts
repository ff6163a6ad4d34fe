import type { ServerResponse } from "node:http";
import { fault, type Mutation } from "../mutation.ts";
import { type Stream, soundRules as sound } from "../rules.ts";

/** The checks that cannot see that the subscription is live. */
const lateDelimiter = { "stream/notification-at-once": "warn", "termination/delete-ends-stream": "blocked" } as const;

export const body: readonly Mutation[] = [
  fault("the digest comes with the first event", { "stream/opening-at-once": "warn" }, () => {
    const held = new WeakMap<ServerResponse, string>();
    return {
      opening: (response, first, digest) => {
        response.write(first, "latin1");
        held.set(response, digest);
      },
      write: ({ response }, part) => {
        response.write((held.get(response) ?? "") + part, "latin1");
        held.delete(response);
      },
    };
  }),
  fault("the delimiter comes with the next notification", lateDelimiter, () => {
    const held = new WeakSet<Stream>();
    const delimiter = ({ inner }: Stream) => `\r\n--${inner}`;
    return {
      write: (stream, part) => {
        const before = held.has(stream) ? delimiter(stream) : "";
        stream.response.write(before + part.slice(0, -delimiter(stream).length), "latin1");
        held.add(stream);
      },
      close: (stream) => {
        if (held.has(stream)) stream.response.write(delimiter(stream));
        sound.close(stream);
      },
    };
  }),
  fault(
    "the delimiter in a chunk of its own",
    { "stream/delimiter-in-the-same-frame": "warn" },
    {
      write: ({ response, inner }, part) => {
        const end = part.lastIndexOf(`\r\n--${inner}`);
        response.write(part.slice(0, end), "latin1");
        response.write(part.slice(end), "latin1");
      },
    },
  ),
  fault(
    "another Content-Type in the first part",
    { "body/representation-fields": "fail" },
    {
      firstPart: ({ fields, ...base }, sent, outer) =>
        sound.firstPart({ ...base, fields: { ...fields, "Content-Type": "application/octet-stream" } }, sent, outer),
    },
  ),
  fault(
    "wrong Content-Length of the first part",
    { "body/content-length": "fail" },
    { firstPart: (base, sent, outer) => sound.firstPart(base, sent, outer).replace(/(?<=Content-Length: )/, "1") },
  ),
  fault(
    "no Content-Range in the first part",
    { "head/partial": "info" },
    { firstPart: (base, sent, outer) => sound.firstPart(base, sent, outer).replace(/Content-Range:.*\r\n/, "") },
  ),
  fault(
    "another representation than that of a plain GET",
    { "stream/two-parts": "fail" },
    {
      firstPart: (base, sent, outer) => sound.firstPart({ ...base, content: base.content.toUpperCase() }, sent, outer),
    },
  ),
  fault(
    "the inner boundary begins with the outer one",
    { "body/boundaries": "fail", "stream/two-parts": "fail" },
    {
      boundaries: () => {
        const [outer] = sound.boundaries();
        return [outer, `${outer}x`];
      },
    },
  ),
  fault(
    "the outer boundary begins with the inner one",
    { "body/boundaries": "fail" },
    {
      boundaries: () => {
        const [inner] = sound.boundaries();
        return [`${inner}x`, inner];
      },
    },
  ),
  fault(
    "boundaries that one can know, in a representation",
    { "boundary/in-a-representation": "fail" },
    { boundaries: () => ["always-the-same", "same-as-always"] },
  ),
  fault(
    "a delta that holds the delimiter",
    { "boundary/in-a-delta": "fail" },
    { delta: (happening, stream) => sound.delta(happening, { ...stream, outer: "\0", inner: "\0" }) },
  ),
  fault(
    "a filler part behind each notification",
    { "body/one-notification-a-part": "info" },
    {
      write: (stream, part, happening) => sound.write(stream, `${part}\r\n\r\n\r\n--${stream.inner}`, happening),
    },
  ),
  fault(
    "JSON without Content-Type",
    {
      "body/each-its-own-form": "fail",
      "accept-events/weights": "warn",
      "accept-events/ties": "warn",
      "accept-field/weights": "fail",
    },
    {
      part: (type, content, inner) =>
        sound.part(type, content, inner).replace("Content-Type: application/json\r\n", ""),
    },
  ),
];
