import { createInterface } from "node:readline";
import type { ClientTask } from "../../src/clients/client-under-test.ts";

type Work = (task: ClientTask, print: (value: unknown) => void) => Promise<void>;

/**
 * The main program of a driver. With `--batch` it runs the tasks from its standard input one by one, one a line.
 * Otherwise it runs the task in its environment.
 */
export async function doTasks(work: Work): Promise<void> {
  const print = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);
  if (process.argv.includes("--batch")) {
    for await (const line of createInterface({ input: process.stdin })) await work(JSON.parse(line), print);
  } else {
    await work(taskOf(process.env), print);
  }
}

function taskOf(environment: NodeJS.ProcessEnv): ClientTask {
  const read = (name: string) => environment[`CONFORMANCE_${name}`] ?? "";
  const encapsulation = read("ENCAPSULATION") as NonNullable<ClientTask["encapsulation"]> | "";
  const lastEventId = read("LAST_EVENT_ID");
  return {
    url: read("URL"),
    protocol: read("PROTOCOL") === "prep" ? "prep" : "events-query",
    mode: read("MODE") === "single" ? "single" : "stream",
    representation: read("REPRESENTATION") === "yes",
    ...(encapsulation === "" ? {} : { encapsulation }),
    ...(lastEventId === "" ? {} : { lastEventId }),
  };
}
