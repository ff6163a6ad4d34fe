import { type RawClient, sendPrep, sendQuery } from "@resource-events/testing-support";

/** The content of a QUERY that asks for the representation, too. */
export const withState = '{"state":{},"events":{}}';

/** Asks for the representation and notifications, by each protocol. */
export const protocols: readonly (readonly [name: string, send: (client: RawClient, fields?: string) => void])[] = [
  ["PREP", (client, fields = "") => sendPrep(client, "/note", fields)],
  [
    "Events Query",
    (client, fields = "") => sendQuery(client, { accept: "multipart/mixed", content: withState, fields }),
  ],
];
