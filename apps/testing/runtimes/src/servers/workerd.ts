import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bundle } from "./bundle.ts";
import { programOf } from "./program-of.ts";
import type { StartServer } from "./running-server.ts";

/** What makes `request.signal` tell, in an object as well, that the client has left. */
export const compatibilityFlags: readonly string[] = [
  "nodejs_compat",
  "enable_request_signal",
  "request_signal_passthrough",
];

/** The behaviour of workerd that is asked for. */
export const compatibilityDate = "2026-07-01";

const configuration = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
  durableObjectNamespaces = [(className = "Notes", uniqueKey = "notes")],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "NOTES", durableObjectNamespace = "Notes")]
);
`;

/** A Durable Object in workerd, the runtime of Cloudflare workers. */
export const startWorkerd: StartServer = async () => {
  const folder = await mkdtemp(join(tmpdir(), "resource-events-"));
  await writeFile(join(folder, "worker.js"), await bundle("workerd.ts"));
  await writeFile(join(folder, "config.capnp"), configuration);
  const words = ["serve", "--experimental", "--control-fd=1", join(folder, "config.capnp")];
  const child = spawn(programOf("workerd/bin/workerd"), words, { stdio: "pipe" });
  const exited = once(child, "exit");
  // It writes down every stream that is cut off: shown only where it does not start.
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints = `${complaints}${text}`.slice(0, 10_000);
  });
  const line = await Promise.race([once(createInterface(child.stdout), "line"), exited.then(() => [])]);
  if (line[0] === undefined) throw new Error(`workerd did not start: ${complaints}`);
  const { port } = JSON.parse(String(line[0]));
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
