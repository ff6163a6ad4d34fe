import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { ServerError } from "@resource-events/server";
import { disconnectSession } from "./connection.ts";
import type { NodeResponse } from "./messages.ts";

/** Notices when the client of a quiet stream has vanished: nothing is written to the stream, so no write fails. */
export interface PeerKeepAlive {
  /** Probes the connection of this response until the response closes. `stream`: its stream, if it is one of HTTP/2. */
  watch(response: NodeResponse, stream: ServerHttp2Stream | undefined): void;
}

/** The longest delay that a timer accepts, in seconds. */
const longest = 2_147_483;

/**
 * Probes connections after `seconds` of quiet; `undefined` if `seconds` is `false`.
 *
 * @throws `ServerError` `option`
 */
export function createPeerKeepAlive(seconds: number | false): PeerKeepAlive | undefined {
  if (seconds === false) return undefined;
  if (!(seconds > 0 && seconds <= longest)) {
    throw new ServerError("option", `probe must be false, or a number above 0 and at most ${longest}, not ${seconds}`);
  }
  const sessions = new WeakMap<ServerHttp2Session, ProbedSession>();
  return {
    watch(response, stream) {
      if (stream === undefined) {
        // After that time, the operating system probes each second, and gives up after ten probes.
        // A response that a test injects has no real socket.
        response.socket?.setKeepAlive?.(true, seconds * 1000);
        return;
      }
      const session = stream.session as ServerHttp2Session | undefined;
      if (session === undefined) return;
      const probed = sessions.get(session) ?? new ProbedSession(session, seconds);
      sessions.set(session, probed);
      probed.join();
      stream.once("close", () => probed.leave());
    },
  };
}

/** An HTTP/2 connection. It is probed while it has subscriptions. */
class ProbedSession {
  #subscriptions = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unanswered = false;

  constructor(
    private readonly session: ServerHttp2Session,
    private readonly seconds: number,
  ) {}

  join(): void {
    this.#subscriptions += 1;
    this.#timer ??= setInterval(() => this.#ping(), this.seconds * 1000);
  }

  leave(): void {
    this.#subscriptions -= 1;
    if (this.#subscriptions > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unanswered = false;
  }

  #ping(): void {
    const { session } = this;
    if (session.destroyed) return;
    if (this.#unanswered) {
      disconnectSession(session);
      return;
    }
    this.#unanswered = session.ping((error) => {
      if (error === null) this.#unanswered = false;
    });
  }
}
