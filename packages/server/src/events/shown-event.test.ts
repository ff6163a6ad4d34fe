import { expect, it } from "vitest";
import { eventOf } from "./event.ts";
import { keyOf } from "./key.ts";
import { shownEvent } from "./shown-event.ts";

it("an event shows the name of its resource, not what tells it apart", () => {
  const event = { ...eventOf(keyOf({ resource: "/me", scope: "alice" }), { type: "update" }), id: "1" };
  expect(shownEvent(event)).toEqual({ ...event, resource: "/me" });
  const plain = { ...event, resource: "/me" };
  expect(shownEvent(plain)).toBe(plain);
});
