import { describe, expect, it } from "vitest";
import { textOfBytes } from "../../../test/recording-sink.ts";
import type { ResourceEvent } from "../event.ts";
import { activityForm, linkedDataForm } from "./activity-streams.ts";

const event: ResourceEvent = {
  resource: "/notes/",
  id: "abc-1",
  type: "update",
  method: "PUT",
  published: new Date(Date.UTC(2026, 10, 22, 7, 5, 9, 7)),
  uuid: "6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",
};
const url = (reference: string) => new URL(reference, "https://example.org").href;

const container = "https://example.org/notes/";
const child = "https://example.org/notes/1";

describe.each([activityForm, linkedDataForm])("$mediaType (NF-3)", (form) => {
  it.each([
    // PREP-AS-2: what happened to the resource itself
    ["a resource created by PUT", { type: "create" }, "Update", { object: container }],
    ["a resource that changed", { type: "update", method: "PATCH" }, "Update", { object: container }],
    ["a plain resource changed by POST", { type: "update", method: "POST" }, "Update", { object: container }],
    ["a deleted resource", { type: "delete", method: "DELETE" }, "Delete", { object: container }],
    // PREP-AS-2: what happened to a child of a container
    ["a child that was created", { type: "create", object: "/notes/1" }, "Add", { object: child, target: container }],
    ["a child that changed", { type: "update", object: "/notes/1" }, "Update", { object: child, target: container }],
    [
      "a child that was removed",
      { type: "delete", object: "/notes/1" },
      "Remove",
      { object: child, origin: container },
    ],
  ] as const)("describes %s", (_, details, type, concerned) => {
    const activity: unknown = JSON.parse(textOfBytes(form.render({ ...event, ...details }, { url })));
    expect(activity).toEqual({
      "@context": "https://www.w3.org/ns/activitystreams",
      id: "urn:uuid:6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",
      type,
      published: "2026-11-22T07:05:09.007Z",
      state: "abc-1",
      ...concerned,
    });
  });

  it("escapes as JSON does, and takes no delta", () => {
    const hostile = { ...event, object: '/"}\u2028' };
    expect(new TextDecoder().decode(form.render(hostile, { url: (reference) => reference }))).toBe(
      '{"@context":"https://www.w3.org/ns/activitystreams","id":"urn:uuid:6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",' +
        '"published":"2026-11-22T07:05:09.007Z","state":"abc-1","type":"Update","object":"/\\"}\u2028","target":"/notes/"}',
    );
    expect(form.delta).toBeUndefined();
  });
});
