/** How the open note is subscribed to. */
export interface Way {
  readonly protocol: "prep" | "events-query";
  readonly encapsulation: "multipart/mixed" | "application/http" | "application/json-seq";
  /** One of {@link forms}, by its `accept`. */
  readonly form: string;
}

/** A form of notifications. */
export interface Form {
  /** As in the field `Accept`. */
  readonly accept: string;
  readonly name: string;
  readonly isJson: boolean;
  readonly protocols: readonly Way["protocol"][];
}

const both = ["prep", "events-query"] as const;
const patches = "application/merge-patch+json, application/json-patch+json";

export const forms: readonly Form[] = [
  { accept: "message/rfc822", name: "message/rfc822", isJson: false, protocols: both },
  {
    accept: `message/rfc822;delta="${patches}"`,
    name: "message/rfc822, with deltas",
    isJson: false,
    protocols: both,
  },
  { accept: "application/json", name: "application/json", isJson: true, protocols: both },
  { accept: "application/ld+json", name: "application/ld+json", isJson: true, protocols: both },
  { accept: "application/activity+json", name: "application/activity+json", isJson: true, protocols: both },
  {
    accept: "example/event-notification",
    name: "example/event-notification",
    isJson: false,
    protocols: ["events-query"],
  },
];

export const encapsulations = ["multipart/mixed", "application/http", "application/json-seq"] as const;

export const firstWay: Way = { protocol: "prep", encapsulation: "multipart/mixed", form: "message/rfc822" };

/** The forms that go with a protocol and an encapsulation: a JSON text sequence holds JSON only. */
export function formsFor({ protocol, encapsulation }: Pick<Way, "protocol" | "encapsulation">): readonly Form[] {
  const jsonOnly = protocol === "events-query" && encapsulation === "application/json-seq";
  return forms.filter((form) => form.protocols.includes(protocol) && (form.isJson || !jsonOnly));
}

/** Another way, with a form that goes with it. */
export function changeWay(way: Way, change: Partial<Way>): Way {
  const changed = { ...way, ...change };
  const fitting = formsFor(changed);
  return fitting.some(({ accept }) => accept === changed.form) ? changed : { ...changed, form: "application/json" };
}
