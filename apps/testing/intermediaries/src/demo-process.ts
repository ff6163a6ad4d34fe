import { fileURLToPath } from "node:url";
import { Child, Client } from "@resource-events/testing-support";

const program = fileURLToPath(new URL("../../../demo/dist/main.js", import.meta.url));

/** The demo in its own process, which can be killed and started again at the same port. */
export interface DemoProcess {
  readonly port: number;
  /** Kills it, without a chance to end anything. */
  kill(): Promise<void>;
  /** Starts it again; it has forgotten everything. */
  restart(): Promise<void>;
  /** Writes the note `welcome`, and returns the id of the event. */
  put(content: string): Promise<string>;
}

/** Starts the demo. */
export async function startDemoProcess(): Promise<DemoProcess> {
  const start = (port: number): Child =>
    Child.start(process.execPath, [program], { environment: { ...process.env, PORT: String(port) } });
  const portOf = async (child: Child): Promise<number> => {
    const address = /http:\/\/127\.0\.0\.1:(\d+)\D/;
    await child.until(address);
    return Number(address.exec(child.stdout)?.[1]);
  };
  let running = start(0);
  const port = await portOf(running);
  const client = new Client({ origin: `http://127.0.0.1:${port}` });
  return {
    port,
    kill: () => running.stop("SIGKILL"),
    async restart() {
      running = start(port);
      await portOf(running);
    },
    async put(content) {
      return (await client.put("/notes/welcome", content)).field("Event-ID") ?? "";
    },
  };
}
