import type { Attack } from "../attack.ts";

/** Asks for thousands of subscriptions on one connection, each to another resource. */
export const manySubscriptions: Attack = {
  name: "thousands of subscriptions",
  version: "HTTP/2",
  load: { connections: 1, subscriptions: 1_000 },
  async run(scene) {
    const session = scene.openSession();
    await scene.repeat(500, (index) => {
      if (index >= 5_000) return;
      scene.ask(session, { ":method": "GET", ":path": `/notes/?${index}`, "accept-events": '"prep"' });
    });
  },
};
