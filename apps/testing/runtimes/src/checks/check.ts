import type { Client, Exchange, HttpVersion } from "@resource-events/testing-support";
import { expect } from "vitest";

/** One thing that must hold on every server. */
export interface Check {
  /** Stable; also the name of the note that the check makes for itself. */
  readonly id: string;
  /** What must hold, with the requirements that say so. */
  readonly title: string;
  /** The only version of HTTP that it applies to, and why it does not apply to the other. Default: it applies to both. */
  readonly only?: { readonly version: HttpVersion; readonly reason: string };
  /** Whether it uses what the test application adds to the demo's notes. Default: no. */
  readonly needsTestApplication?: true;
  /** Rejects if it does not hold. `note` is the path of a note that does not exist yet, for this check alone. */
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

/** Expects the status 200, with its usual reason phrase in HTTP/1.1. */
export function expectOk({ status, reason = "OK" }: Exchange): void {
  expect([status, reason]).toEqual([200, "OK"]);
}

/** The end of a PREP response's content until the first event: a delimiter without a line end (PREP-RS-8). */
export const beforeFirstEvent = /multipart\/digest.*\r\n\r\n--[^\r\n]+$/;

/** The fields that ask for PREP. */
export const prep = { "Accept-Events": '"prep"' };

/** The field of a subscription in JSON. */
export const json = { "Content-Type": "application/json" };

/** The subscription types that the notes accept. */
export const acceptQuery = '"application/json", "example/events-query"';
