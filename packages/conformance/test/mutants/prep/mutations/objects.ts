import { fault, type Mutation } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

export const objects: readonly Mutation[] = [
  fault(
    "JSON without event-id",
    { "json/members": "info" },
    { json: (...args) => ({ ...sound.json(...args), "event-id": undefined }) },
  ),
  fault(
    "a deletion as update in JSON",
    { "json/deletion": "info" },
    { json: (happening, delta) => ({ ...sound.json(happening, delta), type: "update" }) },
  ),
  fault(
    "an activity with a relative id",
    { "activity-streams/members": "fail" },
    { activity: (happening) => ({ ...sound.activity(happening), id: `/${happening.id}` }) },
  ),
  fault(
    "an activity without state",
    { "activity-streams/state": "warn" },
    { activity: (happening) => ({ ...sound.activity(happening), state: undefined }) },
  ),
  fault(
    "a change as Create",
    { "activity-streams/type-of-a-change": "fail" },
    {
      activity: (happening) => ({
        ...sound.activity(happening),
        ...(happening.type === "update" ? { type: "Create" } : {}),
      }),
    },
  ),
  fault(
    "a deletion as Remove",
    { "activity-streams/type-of-a-deletion": "fail" },
    {
      activity: (happening) => ({
        ...sound.activity(happening),
        ...(happening.type === "delete" ? { type: "Remove" } : {}),
      }),
    },
  ),
  fault(
    "a child's creation as Create",
    { "activity-streams/types-on-a-container": "fail" },
    {
      activity: (happening) => ({
        ...sound.activity(happening),
        ...(happening.method === "POST" ? { type: "Create" } : {}),
      }),
    },
  ),
];
