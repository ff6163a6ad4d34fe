import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The argument of the program, as JSON. */
export interface SolidServerSettings {
  /** The folder of the package. */
  readonly installation: string;
  /** The folder with `data`, `config` and `db`. */
  readonly folder: string;
  readonly origin: string;
  readonly port: number;
}

const { installation, folder, origin, port }: SolidServerSettings = JSON.parse(process.argv[2] ?? "");
// Errors in it are printed, and the run continues, so that the suite can judge the rest.
process.on("uncaughtException", (error) => console.error(error));
const { createServer } = await import(pathToFileURL(join(installation, "index.mjs")).href);
const server = createServer({
  root: join(folder, "data"),
  configPath: join(folder, "config"),
  dbPath: join(folder, "db"),
  serverUri: origin,
  port,
  // The values that `solid start` sets.
  webid: true,
  live: true,
  prep: true,
  tokenTypesSupported: ["legacyPop", "dpop"],
});
server.listen(port, "127.0.0.1", () => process.send?.(port));
process.once("disconnect", () => process.exit());
