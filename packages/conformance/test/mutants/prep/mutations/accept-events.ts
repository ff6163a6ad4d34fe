import { readMembers, weightOf } from "../accept-events.ts";
import { fault, type Mutation } from "../mutation.ts";
import { soundRules as sound } from "../rules.ts";

const asProtocols = (field: string) => (readMembers(field) ?? []).filter(({ value }) => value === "prep");

export const negotiation: readonly Mutation[] = [
  fault(
    "Tokens are no protocols",
    { "accept-events/token": "info" },
    { asked: (field) => sound.asked(field).filter(({ token }) => !token) },
  ),
  fault(
    "letter case matters",
    { "accept-events/letter-case": "info" },
    { asked: (field) => sound.asked(field).filter(({ value }) => value === "prep") },
  ),
  fault(
    "what does not parse is served",
    { "accept-events/unparseable": "fail" },
    { asked: (field) => sound.asked(readMembers(field) === undefined ? '"prep"' : field) },
  ),
  fault(
    "an unknown protocol spoils the whole",
    { "accept-events/unknown-protocol": "fail" },
    { asked: (field) => sound.asked(/"example-[^"]*"/.test(field) ? "" : field) },
  ),
  fault(
    "only the first field line is read",
    { "accept-events/two-lines": "fail" },
    { asked: (field) => sound.asked(field === '"example-unheard-of", "prep"' ? "" : field) },
  ),
  fault(
    "an odd member spoils the whole",
    { "accept-events/odd-member": "info" },
    {
      asked: (field) =>
        readMembers(field)?.every(({ value }) => typeof value === "string") === true ? sound.asked(field) : [],
    },
  ),
  fault(
    "unknown protocols are refused",
    { "accept-events/no-known-protocol": "fail" },
    { asked: (field) => sound.asked(field === '"example-unheard-of"' ? '"prep";accept=none' : field) },
  ),
  fault(
    "unknown event fields are refused",
    { "accept-events/unknown-event-field": "fail" },
    { choose: (item) => (item.parameters.has("example-flag") ? 400 : sound.choose(item)) },
  ),
  fault(
    "q=0 is served",
    { "accept-events/q-zero": "warn" },
    { asked: (field) => [...sound.asked(field), ...asProtocols(field).filter((item) => weightOf(item) === 0)] },
  ),
  fault(
    "weights don't count",
    { "accept-events/weights": "warn" },
    { asked: (field) => (field.includes(",") ? asProtocols(field) : sound.asked(field)) },
  ),
  fault(
    "of a tie the last is served",
    { "accept-events/ties": "warn" },
    { asked: (field) => (/q=0\.5.*q=0\.5/.test(field) ? asProtocols(field).reverse() : sound.asked(field)) },
  ),
  fault(
    "only one item is tried",
    { "accept-events/next-item": "warn" },
    { asked: (field) => sound.asked(field).slice(0, 1) },
  ),
  ...(
    [
      ["a String as accept", "accept-field/string", /accept="[^"]*"/g],
      ["a Token as accept", "accept-field/token", /accept=[a-z*][^;,]*/g],
      ["an Inner List as accept", "accept-field/inner-list", /accept=\([^)]*\)/g],
      ["Tokens in the list", "accept-field/list-of-tokens", /accept=\([^")]*\)/g],
      ["parameters in the list", "accept-field/item-parameters", /accept=\([^)]*;[^)]*\)/g],
      ["a range as accept", "accept-field/range", /accept="\*\/\*"/g],
    ] as const
  ).map(([what, id, pattern]) =>
    fault(
      `does not understand ${what}`,
      { [id]: "fail" },
      {
        asked: (field) => sound.asked(field.replaceAll(pattern, "accept=none")),
      },
    ),
  ),
  fault(
    "weights in accept don't count",
    { "accept-field/weights": "fail" },
    { asked: (field) => sound.asked(field.replaceAll(/(?<=accept=.*);q=0\.[1-9](?=.*\))/g, "")) },
  ),
  fault(
    "q=0 in accept is served",
    { "accept-field/q-zero": "fail" },
    { asked: (field) => sound.asked(field.replaceAll(/(?<=\(.*);q=0(?!\.)/g, "")) },
  ),
];
