import { message } from "../../wire/exchange.ts";
import type { Attack } from "../attack.ts";
import { prep, sharedAt } from "./requests.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Resumes from ids that nobody gave it: made up, too long, or those of another resource with a letter changed. */
export const forgedIds: Attack = {
  name: "forged event ids",
  version: "HTTP/1.1",
  load: { connections: 100, subscriptions: 100 },
  async run(scene) {
    let known = "";
    await scene.repeat(60, (index) => {
      const socket = scene.read(scene.open());
      socket.on("data", (bytes: Buffer) => {
        known ||= /Event-ID: (\S+)/i.exec(bytes.toString("latin1"))?.[1] ?? "";
      });
      const at = index % Math.max(1, known.length);
      const letter = alphabet[index % alphabet.length] ?? "A";
      const forged = [
        known,
        known.slice(0, at) + letter + known.slice(at + 1),
        "*",
        "x".repeat(8_000),
        "a-b-1",
        "\xff",
      ];
      const id = forged[index % forged.length] ?? "";
      const content = JSON.stringify({ events: { "Last-Event-ID": id } });
      const query = message("QUERY", sharedAt(index + 1), { "Content-Type": "application/json" }, content);
      socket.write(index % 2 === 0 ? prep(sharedAt(index), { "Last-Event-ID": id }) : query);
      setTimeout(() => socket.destroy(), 100);
    });
  },
};
