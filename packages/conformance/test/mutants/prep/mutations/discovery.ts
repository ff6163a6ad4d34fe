import { fault, type Mutation } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

const onlyOn = (method: string) => (other: string) => (other === method ? sound.acceptEvents("GET") : undefined);

export const discovery: readonly Mutation[] = [
  fault("HEAD does not list prep", { "discovery/head-lists-prep": "warn" }, { acceptEvents: onlyOn("GET") }),
  fault("GET does not list prep", { "discovery/get-lists-prep": "warn" }, { acceptEvents: onlyOn("HEAD") }),
  fault(
    "Accept-Events without accept",
    {
      "discovery/item-has-accept": "fail",
      "head/accept-events": "fail",
      "accept-events/weights": "skipped",
      "accept-events/ties": "skipped",
      "accept-field/weights": "skipped",
      "json/members": "skipped",
      "activity-streams/members": "skipped",
      "delta/in-json": "skipped",
    },
    { acceptEvents: (method) => sound.acceptEvents(method) && '"prep"' },
  ),
  fault(
    "prep as a Token in Accept-Events",
    { "discovery/protocols-are-strings": "fail" },
    { acceptEvents: (method) => sound.acceptEvents(method)?.replace('"prep"', "prep") },
  ),
  fault(
    "prep in upper case in Accept-Events",
    { "discovery/lower-case": "info" },
    { acceptEvents: (method) => sound.acceptEvents(method)?.replace("prep", "PREP") },
  ),
  fault(
    "Accept-Events on OPTIONS",
    { "discovery/not-on-options": "fail" },
    { acceptEvents: (method) => sound.acceptEvents(method === "OPTIONS" ? "GET" : method) },
  ),
  fault(
    "Accept-Events on PUT",
    { "discovery/not-on-mutations": "fail" },
    { acceptEvents: (method) => sound.acceptEvents(method === "PUT" ? "GET" : method) },
  ),
  fault(
    "a form advertised that is not served",
    { "discovery/advertised-forms-are-served": "info" },
    { acceptEvents: (method) => sound.acceptEvents(method)?.replace(")", ' "text/x-none")') },
  ),
  ...(
    [
      ["GET", "discovery/vary", "info"],
      ["HEAD", "discovery/head-vary", "info"],
      ["refused", "refusal/vary", "info"],
      ["notified", "head/vary", "warn"],
    ] as const
  ).map(([answer, id, outcome]) =>
    fault(
      `no Accept-Events in Vary: ${answer}`,
      { [id]: outcome },
      {
        vary: (other, honoured) =>
          sound.vary(other, honoured).replace(other === answer ? /Accept-Events(, )?/ : "", ""),
      },
    ),
  ),
  fault("no Last-Event-ID in Vary", { "opt-out/vary": "warn" }, { vary: (answer) => sound.vary(answer, false) }),
];
