import { createServer } from "node:http";
import express4 from "express4";
import express5 from "express5";
import { expect, onTestFinished } from "vitest";
import { listen } from "../../node/test/serve.ts";
import { type ExpressOptions, type ExpressResourceEvents, resourceEvents } from "../src/index.ts";

/** Every version that is supported, under the types of the newest. */
export const versions: readonly (readonly [name: string, express: typeof express5])[] = [
  ["Express 4", express4 as unknown as typeof express5],
  ["Express 5", express5],
];

/** An application of any version. */
export type Application = ReturnType<typeof express5>;

/** Starts an application. Whatever happens in the process that nobody expects fails the test. */
export async function serve(application: Application) {
  const surprises: unknown[] = [];
  const onSurprise = (surprise: unknown) => surprises.push(surprise);
  const kinds = ["unhandledRejection", "uncaughtException", "warning"] as const;
  for (const kind of kinds) process.on(kind, onSurprise);
  const server = createServer(application);
  const served = await listen(server);
  onTestFinished(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const kind of kinds) process.off(kind, onSurprise);
    expect(surprises).toEqual([]);
  });
  return { ...served, server };
}

/** The middleware, with what was given to its `onError`; it is closed with the test. */
export function eventsWithErrors(options: ExpressOptions = {}): { events: ExpressResourceEvents; errors: unknown[] } {
  const errors: unknown[] = [];
  const events = resourceEvents({ onError: (error) => errors.push(error), ...options });
  onTestFinished(() => events.close());
  return { events, errors };
}

/** Express tells of errors on stderr, unless it is tested. */
export function quiet(application: Application): Application {
  application.set("env", "test");
  return application;
}
