import { configurationOf, type RunningDemo, startDemo } from "@resource-events/demo";
import { afterAll, beforeAll } from "vitest";

/** Runs the demo for the tests of one file. */
export function useNotes(environment: Record<string, string> = {}) {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await startDemo(configurationOf({ PORT: "0", ...environment }));
  });
  afterAll(() => demo.close({ within: 0 }));
  let count = 0;
  const send = async (method: string, path: string, type?: string, body?: string): Promise<string | undefined> => {
    const headers: Record<string, string> = type === undefined ? {} : { "Content-Type": type };
    const response = await fetch(`${demo.origin}${path}`, { method, headers, ...(body !== undefined && { body }) });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.headers.get("event-id") ?? undefined;
  };
  return {
    get origin() {
      return demo.origin;
    },
    stats: () => demo.stats(),
    send,
    /** Changes a note, and returns the id of the event. */
    put: (path: string, body: string, type = "text/plain") => send("PUT", path, type, body),
    /** Makes a note for one test only, and returns its path. */
    async make(body: string, type = "text/plain"): Promise<string> {
      count += 1;
      const path = `/notes/cli-${count}`;
      await send("PUT", path, type, body);
      return path;
    },
  };
}
