/** The user's choices for the subscription to the open note. */
export interface SubscriptionSettings {
  readonly protocol: "prep" | "events-query";
  readonly encapsulation: "multipart/mixed" | "application/http" | "application/json-seq";
  /** The `accept` of one of the {@link forms}. */
  readonly form: string;
}

/** A form of notifications. */
export interface Form {
  /** The value for the field `Accept`. */
  readonly accept: string;
  readonly name: string;
  readonly isJson: boolean;
  readonly protocols: readonly SubscriptionSettings["protocol"][];
}

const both = ["prep", "events-query"] as const;
const patches = "application/merge-patch+json, application/json-patch+json";

const forms: readonly Form[] = [
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

export const defaultSettings: SubscriptionSettings = {
  protocol: "prep",
  encapsulation: "multipart/mixed",
  form: "message/rfc822",
};

/** Returns the forms that a protocol and an encapsulation support. A JSON text sequence can only hold JSON. */
export function formsFor({
  protocol,
  encapsulation,
}: Pick<SubscriptionSettings, "protocol" | "encapsulation">): readonly Form[] {
  const jsonOnly = protocol === "events-query" && encapsulation === "application/json-seq";
  return forms.filter((form) => form.protocols.includes(protocol) && (form.isJson || !jsonOnly));
}

/** Changes settings. Replaces the form if it does not fit the new ones. */
export function changeSettings(
  settings: SubscriptionSettings,
  change: Partial<SubscriptionSettings>,
): SubscriptionSettings {
  const changed = { ...settings, ...change };
  const fitting = formsFor(changed);
  return fitting.some(({ accept }) => accept === changed.form) ? changed : { ...changed, form: "application/json" };
}
