import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

const types = ["application/merge-patch+json", "application/json-patch+json", "application/*", "*/*", "text/plain"];
const encapsulations = ["application/json-seq", "application/http", "multipart/mixed"];
const forms = ["application/json", "message/rfc822", "application/ld+json", "application/activity+json"];

/** Subscribes to one resource in every way in which it can be told, on a few connections. */
export const manyAudiences: Attack = {
  name: "every audience of a resource",
  version: "HTTP/2",
  load: { connections: 5, subscriptions: 1_500 },
  async run(scene) {
    const sessions = Array.from({ length: 5 }, () => scene.openSession());
    await scene.repeat(200, (index) => {
      const session = sessions[index % sessions.length];
      if (session === undefined || index >= 1_500) return;
      const delta = types
        .filter((_, bit) => ((index >> bit) & 1) === 1 || bit === 0)
        .map((type, at) => `${type};q=0.${1 + ((index + at) % 9)}`);
      const form = `${forms[index % forms.length]};delta="${delta.join(", ")}, a/b${index}"`;
      scene.ask(
        session,
        {
          ":method": "QUERY",
          ":path": sharedAt(0),
          "content-type": "application/json",
          accept: encapsulations[index % encapsulations.length] ?? "",
          events: "duration=3600",
        },
        JSON.stringify({ events: { Accept: form } }),
      );
    });
  },
};
