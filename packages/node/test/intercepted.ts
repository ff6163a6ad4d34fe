import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { PassThrough } from "@resource-events/server/adapter";
import type { RawClient } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { type Decide, type Interception, interceptResponse } from "../src/interception/intercept-response.ts";
import type { NodeResponse } from "../src/messages.ts";

/** A response of an application that was intercepted, and its client. */
export interface Intercepted {
  readonly client: RawClient;
  readonly response: NodeResponse;
  readonly interception: Interception;
  /** What was given to `onError`. */
  readonly errors: unknown[];
}

/** Sends a GET to an application whose response is intercepted; resolves once the application has been called. */
export async function intercepted(
  decide: Decide,
  application: (response: NodeResponse) => unknown,
): Promise<Intercepted> {
  const errors: unknown[] = [];
  let started: (parts: Pick<Intercepted, "response" | "interception">) => void = () => {};
  const start = new Promise<Pick<Intercepted, "response" | "interception">>((resolve) => {
    started = resolve;
  });
  const server = createServer((_, response) => {
    const interception = interceptResponse(response, decide, (error) => errors.push(error));
    void application(response);
    started({ response, interception });
  });
  const client = (await listenInTest(server)).connect();
  client.send("GET / HTTP/1.1");
  return { client, errors, ...(await start) };
}

/** A response without a connection: it keeps what is written to it. */
export function unconnected(): NodeResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

/** Whole content, however it comes. */
export async function contentOf(body: Uint8Array | AsyncIterable<Uint8Array> | null | undefined): Promise<string> {
  if (body === null || body === undefined) return "";
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** A decision that comes when the test says so. */
export function later(): { decide: Decide; resolve(decision: PassThrough): void; reject(error: unknown): void } {
  let settle: { resolve(decision: PassThrough): void; reject(error: unknown): void } = { resolve() {}, reject() {} };
  const decision = new Promise<PassThrough>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { decide: () => decision, ...settle };
}
