import type { ResponseFields } from "@resource-events/server";
import { interceptResponse } from "./interception/intercept-response.ts";
import type { NodeResponse } from "./messages.ts";

/**
 * Calls `onHead` once, when the status and the fields of the response are known and before they leave, and sets the
 * fields that it returns. Where it returns a promise, head and content wait for it. What it throws, or rejects with, is
 * for `onError`; the response goes its way.
 */
export function interceptHead(
  response: NodeResponse,
  onHead: (status: number) => ResponseFields | Promise<ResponseFields>,
  onError: (error: unknown) => void,
): void {
  const decide = ({ status }: { readonly status: number }) => {
    const fields = onHead(status);
    return fields instanceof Promise ? fields.then((later) => ({ fields: later })) : { fields };
  };
  interceptResponse(response, decide, onError);
}
