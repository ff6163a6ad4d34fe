import { fault, type Mutation } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

export const objects: readonly Mutation[] = [
  fault(
    "JSON without event-id",
    { "json/members": "info" },
    { json: (...told) => ({ ...sound.json(...told), "event-id": undefined }) },
  ),
  fault(
    "a deletion as update in JSON",
    { "json/deletion": "info" },
    { json: (told, delta) => ({ ...sound.json(told, delta), type: "update" }) },
  ),
  fault(
    "an activity with a relative id",
    { "activity-streams/members": "fail" },
    { activity: (told) => ({ ...sound.activity(told), id: `/${told.id}` }) },
  ),
  fault(
    "an activity without state",
    { "activity-streams/state": "warn" },
    { activity: (told) => ({ ...sound.activity(told), state: undefined }) },
  ),
  fault(
    "a change as Create",
    { "activity-streams/type-of-a-change": "fail" },
    { activity: (told) => ({ ...sound.activity(told), ...(told.type === "update" ? { type: "Create" } : {}) }) },
  ),
  fault(
    "a deletion as Remove",
    { "activity-streams/type-of-a-deletion": "fail" },
    { activity: (told) => ({ ...sound.activity(told), ...(told.type === "delete" ? { type: "Remove" } : {}) }) },
  ),
  fault(
    "a child's creation as Create",
    { "activity-streams/types-on-a-container": "fail" },
    { activity: (told) => ({ ...sound.activity(told), ...(told.method === "POST" ? { type: "Create" } : {}) }) },
  ),
];
