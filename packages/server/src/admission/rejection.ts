/** Why a subscription is not taken, and when to try again. */
export interface Rejection {
  readonly kind: "rejection";
  readonly status: 403 | 429 | 503;
  /** Stable, for programs. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  /** The seconds after which it may be taken. */
  readonly retryAfter?: number;
}

/** The server was closed. */
export const stopping: Rejection = {
  kind: "rejection",
  status: 503,
  code: "closed",
  detail: "This server is about to stop.",
  retryAfter: 5,
};

/** Where this server runs, no response lasts. */
export const notStreamed: Rejection = {
  kind: "rejection",
  status: 503,
  code: "not-streamed",
  detail: "This server can't stream its responses.",
};

/** The application does not authorize it (EQ-AZ-1). */
export const unauthorized: Rejection = {
  kind: "rejection",
  status: 403,
  code: "unauthorized",
  detail: "You may not subscribe to this resource.",
};

/** Something failed; it was reported to `onError`. */
export const unavailable: Rejection = {
  kind: "rejection",
  status: 503,
  code: "unavailable",
  detail: "Subscriptions can't be taken right now.",
  retryAfter: 5,
};
