import { fault, type Mutation } from "../mutation.ts";
import { chooseForm, soundRules as sound } from "../rules.ts";

const eventsOn = (method: string) => (other: string) => (other === method ? sound.events(60) : undefined);

export const refusal: readonly Mutation[] = [
  ...(["HEAD", "OPTIONS", "QUERY", "PUT"] as const).map((method) =>
    fault(
      `Events on ${method}`,
      { [`methods/${method.toLowerCase()}`]: "fail" },
      { eventsElsewhere: eventsOn(method) },
    ),
  ),
  fault(
    "status=406 is missing",
    { "refusal/form-not-acceptable": "warn" },
    { refusal: (status) => (status === 406 ? undefined : sound.refusal(status)) },
  ),
  fault(
    "another representation where it refuses",
    { "refusal/representation-all-the-same": "warn" },
    { refusedContent: (content) => `${content}refused` },
  ),
  fault(
    "a 404 is served with status=200",
    { "refusal/missing-not-notified": "fail" },
    { admits: (status) => status === 404 || sound.admits(status) },
  ),
  fault(
    "a 304 is served with status=200",
    { "refusal/not-modified-not-notified": "fail" },
    { admits: (status) => status === 304 || sound.admits(status) },
  ),
  fault(
    "status=412 is missing",
    { "refusal/missing-says-412": "warn", "refusal/not-modified-says-412": "warn" },
    { refusal: (status) => (status === 412 ? undefined : sound.refusal(status)) },
  ),
  fault(
    "accept=7 is served",
    { "refusal/senseless-event-field": "warn" },
    { choose: (item) => (item.parameters.get("accept") === 7 ? chooseForm("*/*") : sound.choose(item)) },
  ),
];
