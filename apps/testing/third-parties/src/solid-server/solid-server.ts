import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { freePort } from "@resource-events/testing-support";
import { startProcess } from "../server-process.ts";
import type { ThirdParty } from "../third-party.ts";
import { versionIn } from "../version-in.ts";
import { servedFolder } from "./folders.ts";
import { installedSolidServer } from "./installation.ts";
import type { SolidServerSettings } from "./program.ts";

/** How many seconds its streams last, instead of an hour, so that the suite can judge their end. */
const duration = 4;

/** The published solid-server, for one user, with access control. */
export const solidServer: ThirdParty = {
  name: "solid-server",
  async start() {
    const installation = await installedSolidServer();
    const folder = await servedFolder();
    // It needs its own URL before it listens.
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const settings: SolidServerSettings = { installation, folder, origin, port };
    const program = resolve(import.meta.dirname, "program.ts");
    const environment = { NOTIFICATIONS_DURATION: String(duration) };
    const { end } = await startProcess(program, [JSON.stringify(settings)], environment);
    return {
      configuration: {
        name: `solid-server ${versionIn(installation)}`,
        target: `${origin}/notes/welcome.ttl`,
        protocol: "prep",
        only: ["prep"],
        allowWrites: true,
        resourceTemplate: `${origin}/notes/{id}.ttl`,
        container: `${origin}/notes/`,
        contents: {
          create: turtle,
          put: turtle,
          patch: {
            type: "application/sparql-update",
            content: 'INSERT DATA { <#note> <http://schema.org/comment> "{n}". }',
          },
          post: turtle,
        },
        prepDuration: duration,
      },
      async close() {
        await end();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

const turtle = { type: "text/turtle", content: '<#note> <http://schema.org/text> "{n}".\n' };
