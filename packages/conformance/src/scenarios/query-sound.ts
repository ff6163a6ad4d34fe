import { head, utf8 } from "./byte-text.ts";
import {
  allNoticed,
  encapsulations,
  http,
  jsonSequence,
  multipart,
  notice,
  noticed,
  notices,
  query,
  queryHead,
  queryPieces,
} from "./query.ts";
import type { Scenario } from "./scenario.ts";

const activity = utf8(
  '{"@context":"https://www.w3.org/ns/activitystreams","id":"urn:uuid:3c5ca38c-9a57-4be8-a2bb-c68ba5ff4b8b",' +
    '"type":"Delete","published":"2023-04-01T10:11:12.000Z","object":"/café","state":"3"}',
);
const mail = "Method: PUT\r\nDate: Sat, 01 Apr 2023 10:11:12 GMT\r\nEvent-ID: 1\r\n\r\n";
const placeholder = "published: 2023-04-01T10:11:12.345Z\r\nevent-id: 2\r\ntype: update\r\n";
const child = notice("1", "delete", { object: "/notes/child" });

/** Streams as the drafts of Events Query describe them. */
export const querySound: readonly Scenario[] = [
  ...encapsulations.flatMap((encapsulation): Scenario[] => {
    const { name, mediaType, item, contentType } = encapsulation;
    return [
      query(encapsulation, `sound/${name}-stream`, {
        level: "must",
        requirements: ["EQ-ST-1", "EQ-ST-4", "EQ-ST-8", "EQ-RP-1", "NF-2"],
        sentence: `reports the representation, each notification and the clean end of a stream in ${mediaType}`,
      }),
      query(encapsulation, `sound/${name}-without-representation`, {
        level: "must",
        requirements: ["EQ-ST-1", "EQ-ST-4", "EQ-ST-8"],
        sentence: `reads a stream in ${mediaType} without representation, if it asked for none`,
        withState: false,
      }),
      query(encapsulation, `sound/${name}-at-once`, {
        level: "ours",
        requirements: ["EQ-ST-1", "EQ-ST-7"],
        sentence: `reports the representation and each notification in ${mediaType} as soon as its bytes have arrived`,
        body: queryPieces(encapsulation).flatMap((piece, index) => [
          piece,
          ...(index > 3 ? [] : [{ reported: index === 0 ? ("representation" as const) : index }]),
        ]),
      }),
      query(encapsulation, `sound/${name}-another-resource`, {
        level: "ours",
        requirements: ["EQ-ST-11", "NF-6"],
        sentence: `goes on in ${mediaType} after the deletion of another resource (object)`,
        body: queryPieces(encapsulation, { notices: [child, ...notices.slice(1)] }),
        expected: { notifications: [noticed("1", "delete", child), ...allNoticed.slice(1)] },
      }),
      query(encapsulation, `sound/${name}-activities`, {
        level: "ours",
        requirements: ["NF-3", "PREP-AS-2"],
        sentence: `reads ActivityStreams in ${mediaType}`,
        body: [
          ...queryPieces(encapsulation, { notices: notices.slice(0, 2) }).slice(0, 3),
          item("application/activity+json", activity),
          encapsulation.closing,
        ],
        expected: {
          notifications: [
            ...allNoticed.slice(0, 2),
            {
              eventId: "3",
              type: "delete",
              body: activity,
              ...(name === "json-seq" ? {} : { mediaType: "application/activity+json" }),
            },
          ],
        },
      }),
      query(encapsulation, `sound/${name}-closed-connection`, {
        level: "must",
        requirements: ["EQ-ST-8"],
        sentence: `reads ${mediaType} in a body without length, which ends when the connection is closed`,
        head: head("200 OK", {
          Date: "{date}",
          "Content-Type": contentType,
          Events: "duration=600",
          Connection: "close",
        }),
        chunked: false,
        end: "close",
      }),
    ];
  }),
  query(multipart, "sound/multipart-left-open", {
    level: "ours",
    requirements: ["EQ-ST-7", "EQ-ST-12"],
    sentence: "recognizes the end by the close-delimiter, and does not wait for the end of the HTTP message",
    end: "open",
  }),
  query(multipart, "sound/multipart-ended-before", {
    level: "ours",
    requirements: ["EQ-EV-4", "EQ-ST-11"],
    sentence: "takes an end with a close-delimiter for a clean end, although the duration is not over",
    body: queryPieces(multipart, { notices: notices.slice(0, 2) }),
    expected: { notifications: allNoticed.slice(0, 2) },
  }),
  query(multipart, "sound/multipart-forms", {
    level: "must",
    requirements: ["EQ-ST-4", "EQ-ST-7", "NF-1"],
    sentence: "reads each notification by the Content-Type of its part",
    body: [
      ...queryPieces(multipart, { notices: [] }).slice(0, 1),
      multipart.item("message/rfc822", mail),
      multipart.item("example/event-notification", placeholder),
      multipart.closing,
    ],
    expected: {
      notifications: [
        { eventId: "1", type: "update", mediaType: "message/rfc822", body: "" },
        { mediaType: "example/event-notification", body: placeholder },
      ],
    },
  }),
  query(http, "sound/http-forms", {
    level: "must",
    requirements: ["EQ-ST-4", "EQ-ST-5", "NF-1"],
    sentence: "reads each notification by the Content-Type of its message (RFC 9110 section 8.3)",
    body: [
      ...queryPieces(http, { notices: [] }),
      http.item("message/rfc822", mail),
      http.item("example/event-notification", placeholder),
      http.item("application/json", notice("3", "delete")),
    ],
    expected: {
      notifications: [
        { eventId: "1", type: "update", mediaType: "message/rfc822", body: "" },
        { mediaType: "example/event-notification", body: placeholder },
        noticed("3", "delete", notice("3", "delete")),
      ],
    },
  }),
  ...[http, jsonSequence].map((encapsulation) =>
    query(encapsulation, `sound/${encapsulation.name}-duration-over`, {
      level: "ours",
      requirements: ["EQ-ST-9", "EQ-ST-11"],
      sentence: `takes an end of ${encapsulation.mediaType} at the end of the duration for a clean end`,
      head: queryHead(encapsulation.contentType, { Events: "duration=0.2" }),
      body: [...queryPieces(encapsulation, { notices: notices.slice(0, 2) }), { seconds: 0.25 }],
      expected: { notifications: allNoticed.slice(0, 2) },
    }),
  ),
];
