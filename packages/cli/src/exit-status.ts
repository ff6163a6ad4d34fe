import type { ClientErrorCode } from "@resource-events/client";

/**
 * The exit statuses of the command `resource-events`. If it gets a signal, it ends by that signal, which shells report as
 * 128 plus the number of the signal.
 */
export const exitStatus = {
  /** Success: the resource was deleted, the count is reached, or the reader of the output closed it. */
  done: 0,
  /** A bug in the command. */
  fault: 1,
  /** The arguments are invalid; no request was sent. */
  usage: 2,
  /** No response: unknown host, refused connection, TLS failure, or silence until the time limit. */
  noResponse: 3,
  /** The response has an error status. */
  refused: 4,
  /** The resource exists, but offers no notifications. */
  noNotifications: 5,
  /** The response was cut off, and no attempts are left. */
  cutOff: 6,
  /** The response is malformed, must not be processed, or exceeds a limit. */
  invalid: 7,
  /** `next`: the duration ended without an event. */
  noEvent: 8,
  /** A file (such as the resume file) or the output can't be read or written. */
  file: 9,
} as const;

/** Returns the exit status for an error of the client. */
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
