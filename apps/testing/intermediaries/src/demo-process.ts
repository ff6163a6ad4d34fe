import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { type Program, startProgram } from "./program.ts";

const program = fileURLToPath(new URL("../../../demo/dist/main.js", import.meta.url));

/** The demo as a process of its own, that can be killed and started again at the same port. */
export interface DemoProcess {
  readonly port: number;
  /** Kills it, without a chance to end anything. */
  kill(): Promise<void>;
  /** Starts it again; it has forgotten everything. */
  restart(): Promise<void>;
  /** Writes a note, and tells the event's id. */
  put(content: string): Promise<string>;
}

/** Starts the demo. */
export async function startDemoProcess(): Promise<DemoProcess> {
  const port = await freePort();
  const start = (): Promise<Program> => startProgram(process.execPath, [program], port, { PORT: String(port) });
  let running = await start();
  return {
    port,
    kill: () => running.end("SIGKILL"),
    async restart() {
      running = await start();
    },
    async put(content) {
      const url = `http://127.0.0.1:${port}/notes/welcome`;
      const response = await fetch(url, { method: "PUT", headers: { "Content-Type": "text/plain" }, body: content });
      await response.arrayBuffer();
      return response.headers.get("event-id") ?? "";
    },
  };
}
