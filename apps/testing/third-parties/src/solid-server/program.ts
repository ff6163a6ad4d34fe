import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The program's argument, as JSON. */
export interface SolidServerSettings {
  /** The folder of the package. */
  readonly installation: string;
  /** The folder with `data`, `config` and `db`. */
  readonly folder: string;
  readonly origin: string;
  readonly port: number;
}

const { installation, folder, origin, port }: SolidServerSettings = JSON.parse(process.argv[2] ?? "");
// After a failure in it the run goes on, so that the suite can check the rest.
process.on("uncaughtException", (error) => console.error(error));
const { createServer } = await import(pathToFileURL(join(installation, "index.mjs")).href);
const server = createServer({
  root: join(folder, "data"),
  configPath: join(folder, "config"),
  dbPath: join(folder, "db"),
  serverUri: origin,
  port,
  // The settings of `solid start`.
  webid: true,
  live: true,
  prep: true,
  tokenTypesSupported: ["legacyPop", "dpop"],
});
server.listen(port, "127.0.0.1", () => process.send?.(port));
process.once("disconnect", () => process.exit());
