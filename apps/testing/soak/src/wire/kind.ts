/** The kind of a subscription: protocol, encapsulation, form. */
export interface Kind {
  readonly protocol: "prep" | "events-query";
  /** In Events Query. */
  readonly encapsulation: "multipart/mixed" | "application/http" | "application/json-seq";
  readonly form: "message/rfc822" | "application/json" | "application/activity+json";
  /** The media type of the deltas that it asks for, if any. */
  readonly delta?: string | undefined;
  /** Whether the server may leave events out for a slow reader, and says how many. */
  readonly latest?: boolean | undefined;
}

const forms = ["message/rfc822", "application/json", "application/activity+json"] as const;

/** Every pair of encapsulation and form, of both protocols. */
export const kinds: readonly [Kind, ...Kind[]] = [
  { protocol: "prep", encapsulation: "multipart/mixed", form: "message/rfc822" },
  { protocol: "prep", encapsulation: "multipart/mixed", form: "application/json" },
  { protocol: "prep", encapsulation: "multipart/mixed", form: "application/activity+json" },
  ...(["multipart/mixed", "application/http"] as const).flatMap((encapsulation) =>
    forms.map((form): Kind => ({ protocol: "events-query", encapsulation, form })),
  ),
  { protocol: "events-query", encapsulation: "application/json-seq", form: "application/json" },
  { protocol: "events-query", encapsulation: "application/json-seq", form: "application/activity+json" },
];

/** The rest of a request for a subscription. */
export interface Wish {
  readonly lastEventId?: string | undefined;
  /** Whether to ask for the representation. Default: yes, unless there is a `lastEventId`. PREP always serves it. */
  readonly state?: boolean | undefined;
  /** Seconds, in Events Query. */
  readonly duration?: number | undefined;
}

/** Whether the first part or message is the representation. */
export function withState(kind: Kind, wish: Wish): boolean {
  return kind.protocol === "prep" || (wish.state ?? wish.lastEventId === undefined);
}

/** The request for a subscription. */
export function requestFor(kind: Kind, target: string, wish: Wish = {}): string {
  const { lastEventId, duration } = wish;
  if (kind.protocol === "prep") {
    const delta = kind.delta === undefined ? "" : `;delta="${kind.delta}"`;
    const latest = kind.latest ? ";latest" : "";
    const resume = lastEventId === undefined ? "" : `Last-Event-ID: ${lastEventId}\r\n`;
    return `GET ${target} HTTP/1.1\r\nHost: soak\r\nAccept-Events: "prep";accept=("${kind.form}"${delta})${latest}\r\n${resume}\r\n`;
  }
  const delta = kind.delta === undefined ? "" : `; delta="${kind.delta}"`;
  const content = JSON.stringify({
    ...(withState(kind, wish) ? { state: {} } : {}),
    events: {
      Accept: `${kind.form}${delta}`,
      ...(kind.latest && { latest: true }),
      ...(lastEventId !== undefined && { "Last-Event-ID": lastEventId }),
    },
  });
  return [
    `QUERY ${target} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nAccept: ${kind.encapsulation}\r\n`,
    duration === undefined ? "" : `Events: duration=${duration}\r\n`,
    `Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`,
  ].join("");
}
