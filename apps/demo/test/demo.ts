import { afterAll, beforeAll } from "vitest";
import { configurationOf } from "../src/configuration.ts";
import { type RunningDemo, startDemo } from "../src/server.ts";
import { exchange, type RawConnection, request } from "./raw-client.ts";

/** A demo for the tests of one file, on a free port. */
export function useDemo(environment: Record<string, string> = {}) {
  let demo: RunningDemo;
  const opened: RawConnection[] = [];
  beforeAll(async () => {
    demo = await startDemo(configurationOf({ ADAPTER: process.env["ADAPTER"] ?? "node", PORT: "0", ...environment }));
  });
  afterAll(async () => {
    for (const connection of opened) connection.close();
    await demo.close();
  });
  const port = () => Number(new URL(demo.origin).port);
  return {
    get origin() {
      return demo.origin;
    },
    get port() {
      return port();
    },
    /** A request whose answer is read as it comes. */
    async open(method: string, target: string, fields: Record<string, string> = {}, content?: string) {
      const connection = await request(port(), method, target, fields, content);
      opened.push(connection);
      return connection;
    },
    /** A request and its whole answer. */
    exchange: (method: string, target: string, fields: Record<string, string> = {}, content?: string) =>
      exchange(port(), method, target, fields, content),
    put: (target: string, content: string, type = "text/plain") =>
      exchange(port(), "PUT", target, { "Content-Type": type }, content),
  };
}

/** The boundary parameter of a Content-Type. */
export function boundaryIn(contentType: string | undefined): string {
  return /boundary="?([^";]+)"?/.exec(contentType ?? "")?.[1] ?? "";
}
