import type { Client, Exchange } from "@resource-events/testing-support";
import { countPath } from "../test-application.ts";

/** Opens a stream of notifications in multipart/mixed, and waits for the delimiter that its content begins with. */
export async function subscribe(client: Client, note: string, accept = "application/json"): Promise<Exchange> {
  const stream = await client.query(note, "multipart/mixed", { events: { Accept: accept } });
  return stream.untilContent(/^--\w+$/);
}

/** Asks for notifications that carry the content of a PATCH. */
export const withDelta = 'application/json;delta="*/*"';

/** The number of notifications in `example/counted` that were rendered so far: without subscribers, none is. */
export async function countOf(client: Client): Promise<number> {
  const { content } = await client.exchange("GET", countPath);
  return Number(content);
}

/**
 * Changes the note until the server renders no notification in `example/counted` any more: some runtimes notice only by
 * writing that a client has left.
 */
export async function untilNotCounted(client: Client, note: string): Promise<void> {
  let count = -1;
  for (let tries = 0; tries < 200 && (await countOf(client)) !== count; tries += 1) {
    count = await countOf(client);
    await client.put(note, `z${tries}`);
  }
}
