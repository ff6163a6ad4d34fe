import type { Request, Response } from "express";

/** What we need of the session of express-session. */
interface Session {
  save(): unknown;
}

/**
 * Saves the session of express-session when the handler has responded to a subscription, if the handler has changed it. If that
 * middleware stands before ours, it saves a session when the response ends, which is when the stream ends: until then, the
 * client's next requests would not find the session whose cookie it has.
 */
export function saveSessionWithResponse(request: Request, response: Response): void {
  const before = contentOf(request);
  if (before === undefined) return;
  const { end } = response;
  response.end = ((...content: Parameters<typeof end>) => {
    const ended = end.apply(response, content);
    const session = sessionOf(request);
    if (session !== undefined && contentOf(request) !== before) session.save();
    return ended;
  }) as typeof end;
}

function sessionOf(request: Request): Session | undefined {
  const { session } = request as { readonly session?: Partial<Session> | null };
  return typeof session?.save === "function" ? (session as Session) : undefined;
}

function contentOf(request: Request): string | undefined {
  const session = sessionOf(request);
  try {
    return session && JSON.stringify(session);
  } catch {
    // What can't be compared, express-session can't save, either.
    return undefined;
  }
}
