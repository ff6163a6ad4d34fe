import { message } from "../../wire/exchange.ts";
import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

/** Writes deltas that are as long as they may be, and some that are longer. */
export const hugeDeltas: Attack = {
  name: "huge deltas",
  version: "HTTP/1.1",
  load: { connections: 1 },
  async run(scene) {
    const socket = scene.read(scene.open());
    await scene.repeat(10, (index) => {
      const text = "x".repeat(index % 2 === 0 ? 65_000 : 500_000);
      const content = JSON.stringify({ text, index });
      socket.write(message("PATCH", sharedAt(index), { "Content-Type": "application/merge-patch+json" }, content));
    });
  },
};
