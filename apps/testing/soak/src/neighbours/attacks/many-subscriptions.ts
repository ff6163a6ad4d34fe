import type { Attack } from "../attack.ts";

/** Asks for thousands of subscriptions on one connection, each to another resource. */
export const manySubscriptions: Attack = {
  name: "thousands of subscriptions",
  version: "HTTP/2",
  // The Fetch form does not know which requests come on one connection.
  load: (adapter) => ({ connections: 1, subscriptions: adapter === "fetch" ? 3_000 : 1_000 }),
  async run(scene) {
    const session = scene.openSession();
    await scene.repeat(500, (index) => {
      if (index >= 3_000) return;
      const head = { ":method": "QUERY", ":path": `/notes/?${index}`, "content-type": "application/json" };
      scene.ask(session, { ...head, accept: "application/json-seq", events: "duration=3600" }, '{"events":{}}');
    });
  },
};
