import { type Configuration, ConfigurationError, configurationOf } from "./configuration.ts";
import { type RunningDemo, startDemo } from "./server.ts";

const configuration = readConfiguration();
const demo = await start(configuration);
const curl = configuration.http2 ? "curl --http2-prior-knowledge" : "curl";
console.log(`
The notes server is running at ${demo.origin} (${configuration.adapter}${configuration.http2 ? ", HTTP/2" : ""}).

Open this address in two browser windows, edit a note in one, and see it change in the other.

Or watch a note in a second terminal with PREP:

  ${curl} -N -H 'Accept-Events: "prep"' ${demo.origin}/notes/welcome

or with HTTP Events Query:

  ${curl} -N -X QUERY -H 'Content-Type: application/json' -d '{"state":{},"events":{}}' ${demo.origin}/notes/welcome

and change it in a third terminal:

  ${curl} -X PUT -H 'Content-Type: text/plain' -d 'Hello again!' ${demo.origin}/notes/welcome

Press Ctrl-C to stop the server.`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void demo.close());
}

function readConfiguration(): Configuration {
  try {
    return configurationOf(process.env);
  } catch (error) {
    return giveUp(error instanceof ConfigurationError ? error.message : error);
  }
}

async function start(given: Configuration): Promise<RunningDemo> {
  try {
    return await startDemo(given);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const advice = `Port ${given.port} on ${given.host} is in use. Choose another with PORT=…, or stop the program that uses it.`;
    return giveUp(taken ? advice : error);
  }
}

function giveUp(reason: unknown): never {
  console.error(reason);
  process.exit(1);
}
