import { createServer } from "node:http";
import type Koa from "koa";
import koa2 from "koa2";
import koa3 from "koa3";
import { expect, onTestFinished } from "vitest";
import { listen } from "../../node/test/serve.ts";
import { type KoaOptions, type KoaResourceEvents, resourceEvents } from "../src/index.ts";

/** Every version that is supported, under the types of the newest. */
export const versions: readonly (readonly [name: string, Koa: typeof Koa])[] = [
  ["Koa 2", koa2 as unknown as typeof Koa],
  ["Koa 3", koa3 as unknown as typeof Koa],
];

/** An application of any version. */
export type Application = Koa;

/** Starts an application. Whatever happens in the process that nobody expects fails the test. */
export async function serve(application: Application) {
  const surprises: unknown[] = [];
  const onSurprise = (surprise: unknown) => surprises.push(surprise);
  const kinds = ["unhandledRejection", "uncaughtException", "warning"] as const;
  for (const kind of kinds) process.on(kind, onSurprise);
  /** What Koa told its application. */
  const reported: unknown[] = [];
  application.on("error", (error: unknown) => reported.push(error));
  const server = createServer(application.callback());
  const served = await listen(server);
  onTestFinished(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const kind of kinds) process.off(kind, onSurprise);
    expect(surprises).toEqual([]);
  });
  return { ...served, server, reported };
}

/** The middleware, with what was given to its `onError`; it is closed with the test. */
export function eventsWithErrors(options: KoaOptions = {}): { events: KoaResourceEvents; errors: unknown[] } {
  const errors: unknown[] = [];
  const events = resourceEvents({ onError: (error) => errors.push(error), ...options });
  onTestFinished(() => events.close());
  return { events, errors };
}
