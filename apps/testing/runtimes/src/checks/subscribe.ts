import type { Client, Exchange } from "@resource-events/testing-support";
import { countPath } from "../test-application.ts";

/** Opens a stream of notifications in multipart/mixed, and waits until it is there: its content begins with a delimiter. */
export async function subscribe(client: Client, note: string, accept = "application/json"): Promise<Exchange> {
  const stream = await client.query(note, "multipart/mixed", { events: { Accept: accept } });
  return stream.untilContent(/^--\w+$/);
}

/** Notifications that bring the content of a PATCH. */
export const withDelta = 'application/json;delta="*/*"';

/** How many notifications of `example/counted` were made so far: none is where nobody listens. */
export async function countOf(client: Client): Promise<number> {
  const { content } = await client.exchange("GET", countPath);
  return Number(content);
}

/**
 * Changes the note until no notification of `example/counted` is made of a change any more: some runtimes see only by
 * writing that nobody is there.
 */
export async function untilNotCounted(client: Client, note: string): Promise<void> {
  let count = -1;
  for (let tries = 0; tries < 200 && (await countOf(client)) !== count; tries += 1) {
    count = await countOf(client);
    await client.put(note, `z${tries}`);
  }
}
