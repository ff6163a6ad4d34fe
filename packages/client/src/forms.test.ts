import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "../test/wire.ts";
import { ClientError } from "./errors.ts";
import { essence, readNotification } from "./forms.ts";

function read(mediaType: string, content: string, fields: Record<string, string> = {}) {
  return readNotification(mediaType, new Headers(fields), new TextEncoder().encode(content));
}

/** What a notification says, without its content. */
function said(mediaType: string, content: string, fields?: Record<string, string>) {
  const { type, eventId, published, method, etag, object } = read(mediaType, content, fields) ?? {};
  return { type, eventId, published: published?.toISOString(), method, etag, object };
}

const nothing = {
  type: "update",
  eventId: undefined,
  published: undefined,
  method: undefined,
  etag: undefined,
  object: undefined,
};
const published = "2025-01-02T10:11:12.345Z";

describe("message/rfc822 (NF-1, NF-8)", () => {
  const message = (method: string, more = "") =>
    `Method: ${method}\r\nDate: Sat, 01 Apr 2023 10:11:12 GMT\r\nEvent-ID: 456\r\nETag: "x"\r\n${more}\r\n`;

  it("reads the fields of the message", () => {
    expect(said("message/rfc822", message("PUT"))).toEqual({
      type: "update",
      eventId: "456",
      published: "2023-04-01T10:11:12.000Z",
      method: "PUT",
      etag: '"x"',
      object: undefined,
    });
  });

  it("tells the type by the method", () => {
    expect(said("message/rfc822", message("DELETE")).type).toBe("delete");
    expect(said("message/rfc822", message("POST")).type).toBe("update");
    const created = said("message/rfc822", message("POST", "Content-Location: /notes/1\r\n"));
    expect(created).toMatchObject({ type: "create", object: "/notes/1" });
    expect(said("message/rfc822", message("PATCH", "Content-Location: /notes/1\r\n")).type).toBe("update");
  });

  it("gives the delta as body, and the whole message as raw", () => {
    const content = `${message("PATCH", "Content-Type: application/merge-patch+json\r\n")}{"a":1}`;
    const notification = read("message/rfc822", content);
    expect(notification?.json()).toEqual({ a: 1 });
    expect(notification?.headers.get("content-type")).toBe("application/merge-patch+json");
    expect(notification?.mediaType).toBe("message/rfc822");
    expect(new TextDecoder().decode(notification?.raw)).toBe(content);
    expect(read("message/rfc822", message("PUT"))?.body.length).toBe(0);
  });

  it("takes fields of the part for the message's where the empty line between is missing", () => {
    expect(said("message/rfc822", "", { method: "DELETE", "event-id": "7" })).toMatchObject({
      type: "delete",
      eventId: "7",
    });
  });

  it("passes over fillers (EQ-AR-3)", () => {
    for (const content of ["", "\r\n", "\r\n\r\n", " "]) expect(read("message/rfc822", content)).toBeUndefined();
  });

  it("gives out a message without ETag, Event-ID or even a method", () => {
    expect(said("message/rfc822", "Method: PUT\r\n\r\n")).toEqual({ ...nothing, method: "PUT" });
    expect(said("message/rfc822", "X: y\r\n\r\n")).toEqual(nothing);
  });

  it("gives out what is no message, all of it raw", () => {
    const notification = read("message/rfc822", "no colon here\r\n\r\nrest");
    expect(notification).toMatchObject({ type: "update", method: undefined });
    expect(notification?.raw.length).toBe(21);
  });
});

describe("application/json (NF-2)", () => {
  it("reads our own form", () => {
    const content = { published, "event-id": "e1", type: "create", method: "POST", etag: '"x"', object: "/notes/1" };
    expect(said("application/json", JSON.stringify(content))).toEqual({
      type: "create",
      eventId: "e1",
      published,
      method: "POST",
      etag: '"x"',
      object: "/notes/1",
    });
  });

  it("reads the drafts' examples: numbers for ids, types in any letter case", () => {
    expect(said("application/json", `{"published":"${published}","event-id":456,"type":"Update"}`)).toMatchObject({
      type: "update",
      eventId: "456",
      published,
    });
    expect(said("application/json", `{"published":"${published}","event-id":789,"type":"DELETE"}`).type).toBe("delete");
  });

  it("gives the whole object as body, the delta in it", () => {
    const notification = read(
      "application/json",
      '{"type":"update","delta":[1],"delta-type":"application/json-patch+json"}',
    );
    expect(notification?.json()).toMatchObject({ delta: [1] });
    expect(notification?.body).toEqual(notification?.raw);
  });

  it("costs nothing but itself where it is malformed", () => {
    const broken = read("application/json", '{"type":"del', { "event-id": "9" });
    expect(broken).toMatchObject({ type: "update", eventId: "9" });
    expect(() => broken?.json()).toThrow(expect.objectContaining({ name: "ClientError", code: "notification" }));
    for (const content of ["null", "1", "[]", '"x"', '{"type":{},"published":"never","event-id":[],"object":7}']) {
      expect(said("application/json", content)).toEqual(nothing);
    }
  });

  it("takes from the fields what the content does not say", () => {
    const fields = { "event-id": "9", etag: '"y"', "content-location": "/c", date: "Sat, 01 Apr 2023 10:11:12 GMT" };
    expect(said("application/json", '{"type":"update"}', fields)).toMatchObject({
      eventId: "9",
      etag: '"y"',
      object: "/c",
    });
  });
});

describe("ActivityStreams (NF-3, PREP-AS-2)", () => {
  const activity = (members: object) =>
    JSON.stringify({
      "@context": "https://www.w3.org/ns/activitystreams",
      id: "urn:uuid:1",
      published,
      state: "e1",
      ...members,
    });

  it("reads what happened to the resource itself", () => {
    for (const mediaType of ["application/activity+json", "application/ld+json", "application/json"]) {
      for (const [name, type] of [
        ["Create", "create"],
        ["Update", "update"],
        ["Delete", "delete"],
      ]) {
        expect(said(mediaType, activity({ type: name, object: "/notes/1" }))).toEqual({
          ...nothing,
          type,
          eventId: "e1",
          published,
        });
      }
    }
  });

  it("reads what happened to another resource, seen from its container", () => {
    const read = (members: object) => said("application/activity+json", activity(members));
    expect(read({ type: "Add", object: "/notes/1", target: "/notes/" })).toMatchObject({
      type: "create",
      object: "/notes/1",
    });
    expect(read({ type: ["Update"], object: { id: "/notes/1" }, target: "/notes/" })).toMatchObject({
      type: "update",
      object: "/notes/1",
    });
    expect(read({ type: "Remove", object: "/notes/1", origin: "/notes/" })).toMatchObject({
      type: "delete",
      object: "/notes/1",
    });
    expect(read({ type: "Remove", object: { id: 7 }, origin: "/notes/" }).object).toBeUndefined();
  });
});

describe("other forms", () => {
  it("reads the drafts' placeholder (NF-4)", () => {
    const content = `published: ${published}\r\nevent-id: 789\r\ntype: delete\r\nobject: /notes/1\r\n`;
    expect(said("example/event-notification", content)).toEqual({
      ...nothing,
      type: "delete",
      eventId: "789",
      published,
      object: "/notes/1",
    });
  });

  it("takes hostile lines in linear time", () => {
    expect(said("example/event-notification", `type:${" ".repeat(500_000)}x\nno colon`)).toEqual(nothing);
    expect(said("application/json", `{"type":"${" ".repeat(500_000)}"}`)).toEqual(nothing);
  });

  it("gives out any other form with what its fields say", () => {
    expect(said("text/plain", "something", { "event-id": "4" })).toEqual({ ...nothing, eventId: "4" });
    expect(read("text/plain", "something")?.text()).toBe("something");
    expect(read("text/plain", "")).toBeUndefined();
    expect(read("text/plain", "", { "event-id": "4" })?.eventId).toBe("4");
  });

  it("throws nothing, whatever the content", () => {
    const mediaType = fc.constantFrom(
      "message/rfc822",
      "application/json",
      "application/ld+json",
      "example/event-notification",
      "a/b",
    );
    const json = fc.json().map((text) => new TextEncoder().encode(text));
    fc.assert(
      fc.property(mediaType, fc.oneof(fc.uint8Array(), json), (type, content) => {
        const notification = readNotification(type, new Headers(), Uint8Array.from(content));
        expect(["create", "update", "delete", undefined]).toContain(notification?.type);
        try {
          notification?.json();
        } catch (error) {
          expect(error).toBeInstanceOf(ClientError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives a type without parameters", () => {
    expect(essence('Multipart/Mixed ; boundary="x;y"')).toBe("multipart/mixed");
    expect(essence(null, "a/b")).toBe("a/b");
    expect(bytesOf("")).toHaveLength(0);
  });
});
