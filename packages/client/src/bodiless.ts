import type { RequestOptions } from "./options.ts";

/**
 * Ends a late request if its `fetch` has no bodies that can be read as they arrive. Such a `fetch` responds to a request for a
 * stream only when that has ended, but soon to a HEAD.
 *
 * @param error makes the error with which it ends
 */
export async function endIfBodiless(
  url: string,
  { fetch: send = fetch, headers, credentials }: RequestOptions,
  controller: AbortController,
  error: () => Error,
): Promise<void> {
  const { signal } = controller;
  const fields = Object.fromEntries(new Headers(headers as HeadersInit | undefined));
  const init = { method: "HEAD", headers: fields, cache: "no-store", signal } as const;
  const { body } = await send(url, { ...init, ...(credentials && { credentials }) });
  if (body === undefined) controller.abort(error());
}
