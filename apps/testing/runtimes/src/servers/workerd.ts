import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "@resource-events/testing-support";
import { bundle } from "./bundle.ts";
import { programOf } from "./program-of.ts";
import type { StartServer } from "./running-server.ts";

/** With these, `request.signal` reports that the client has left, in a Durable Object as well. */
export const compatibilityFlags: readonly string[] = [
  "nodejs_compat",
  "enable_request_signal",
  "request_signal_passthrough",
];

/** The version of workerd's behaviour that we ask for. */
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
  const child = Child.start(programOf("workerd/bin/workerd"), words);
  const close = async (): Promise<void> => {
    await child.stop("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await child.until(({ stdout }) => stdout.includes("\n"));
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = JSON.parse(child.stdout.split("\n")[0] ?? "");
  return { origin: `http://127.0.0.1:${port}`, close };
};
