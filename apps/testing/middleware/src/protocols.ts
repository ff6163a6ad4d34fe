import { type RawClient, sendPrep, sendQuery } from "@resource-events/testing-support";

/** The content of a QUERY that also asks for the representation. */
export const withState = '{"state":{},"events":{}}';

/** How to ask for representation and notifications in each protocol. */
export const protocols: readonly (readonly [name: string, send: (client: RawClient, fields?: string) => void])[] = [
  ["PREP", (client, fields = "") => sendPrep(client, "/note", fields)],
  [
    "Events Query",
    (client, fields = "") => sendQuery(client, { accept: "multipart/mixed", content: withState, fields }),
  ],
];
