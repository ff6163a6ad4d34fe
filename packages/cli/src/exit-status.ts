import type { ClientErrorCode } from "@resource-events/client";

/** What the command `resource-events` ends with. Ended by a signal, it ends by that signal, which shells tell as 128 and its number. */
export const exitStatus = {
  /** It ended as it should: the resource was deleted, the count is reached, or nobody reads what is printed any more. */
  done: 0,
  /** A fault of the command. */
  fault: 1,
  /** The words that it was given make no sense; nothing was requested. */
  usage: 2,
  /** No response: no such host, nobody listens, TLS failed, or no sign within the time limit. */
  noResponse: 3,
  /** The response has an error status. */
  refused: 4,
  /** The resource is there, and offers no notifications. */
  noNotifications: 5,
  /** The response was cut off, and the attempts are over. */
  cutOff: 6,
  /** The response is malformed, must not be processed, or passes a limit. */
  invalid: 7,
  /** `next`: the duration passed without an event. */
  noEvent: 8,
  /** The resume file, or another one, can't be read or written. */
  file: 9,
} as const;

/** The exit status for an error of the client. */
export function exitStatusOf(code: ClientErrorCode): number {
  switch (code) {
    case "option":
      return exitStatus.usage;
    case "network":
      return exitStatus.noResponse;
    case "response":
      return exitStatus.refused;
    case "no-notifications":
      return exitStatus.noNotifications;
    case "cut-off":
      return exitStatus.cutOff;
    default:
      return exitStatus.invalid;
  }
}
