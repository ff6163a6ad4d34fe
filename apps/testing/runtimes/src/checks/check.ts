import type { Client, HttpVersion } from "@resource-events/testing-support";

/** One thing that must hold on every server. */
export interface Check {
  /** Stable; the name of the resources that the check makes for itself. */
  readonly id: string;
  /** What must hold, with the requirements that say so. */
  readonly title: string;
  /** The version of HTTP that it makes sense on, and why it does not on the other. Default: every one. */
  readonly only?: { readonly version: HttpVersion; readonly reason: string };
  /** Rejects where it does not hold. `note` is the path of a note that does not exist yet, for this check alone. */
  run(client: Client, note: string): Promise<void>;
}

/** The boundary parameter of a Content-Type. */
export function boundaryIn(contentType: string | undefined): string {
  return /boundary="?([^";]+)"?/.exec(contentType ?? "")?.[1] ?? "";
}

/** The boundary of the digest in the content of a PREP response. */
export function digestBoundaryIn(content: string): string {
  return boundaryIn(/Content-Type: (multipart\/digest;.*)\r\n/.exec(content)?.[1]);
}

/** The end of a PREP response's content while it waits for the first event: a delimiter without line end (PREP-RS-8). */
export const beforeFirstEvent = /multipart\/digest.*\r\n\r\n--[^\r\n]+$/;

/** What asks for PREP. */
export const prep = { "Accept-Events": '"prep"' };
