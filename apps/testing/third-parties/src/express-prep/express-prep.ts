import { resolve } from "node:path";
import { startProcess } from "../server-process.ts";
import type { ThirdParty } from "../third-party.ts";
import { versionIn } from "../version-in.ts";

/** How many seconds its streams last, instead of an hour, so that the suite can judge their end. */
const duration = 4;

/** The notes server, which uses the published express-prep. */
export const expressPrep: ThirdParty = {
  name: "express-prep",
  async start() {
    const program = resolve(import.meta.dirname, "program.ts");
    const { port, end } = await startProcess(program, [], { NOTIFICATIONS_DURATION: String(duration) });
    const origin = `http://127.0.0.1:${port}`;
    return {
      configuration: {
        name: `express-prep ${versionIn(resolve(import.meta.dirname, "../../node_modules/express-prep"))}`,
        target: `${origin}/notes/welcome`,
        protocol: "prep",
        only: ["prep"],
        allowWrites: true,
        resourceTemplate: `${origin}/notes/{id}`,
        container: `${origin}/notes/`,
        prepDuration: duration,
      },
      close: end,
    };
  },
};
