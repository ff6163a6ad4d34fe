import { connect } from "node:net";
import { fieldOf } from "../wire/fields.ts";
import { ResponseReader } from "../wire/response-reader.ts";
import type { Case } from "./requests.ts";

/** The outcome of a case: a kind of response, or that the connection was closed, reset, or left. */
export type Outcome = number | "stream" | "closed" | "reset" | "left";

/** The milliseconds of silence after which we end what may be incomplete. */
const pauses = 30;

/** How to try a case. */
export interface AttemptOptions {
  /** The seconds within which it must get a response, or its connection be closed. */
  readonly patience: number;
  /** Whether to break the connection off as soon as the bytes are sent. */
  readonly leaves: boolean;
}

/**
 * Sends a case on one connection, and waits for a response or for the connection to be closed. Rejects if neither comes in
 * time, or the response is malformed. If the case may be incomplete, we end it after a while: Node drops a request whose
 * sender ends the connection at once.
 */
export function attempt(port: number, { bytes, complete }: Case, options: AttemptOptions): Promise<Outcome> {
  const { patience, leaves } = options;
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      if (leaves) socket.write(bytes, () => finish("left"));
      else socket.write(bytes);
      if (!leaves && !complete) ending = setTimeout(() => socket.end(), pauses);
    });
    let ending: ReturnType<typeof setTimeout> | undefined;
    const finish = (outcome: Outcome) => {
      clearTimeout(ending);
      socket.resetAndDestroy();
      resolve(outcome);
    };
    const fail = (error: unknown) => {
      clearTimeout(ending);
      socket.resetAndDestroy();
      reject(error);
    };
    const reader = new ResponseReader(bytes.toString("latin1", 0, 5) === "HEAD " ? "HEAD" : "GET", {
      onHead({ fields }) {
        if (/status=200|^duration=/.test(fieldOf(fields, "events") ?? "")) finish("stream");
      },
      onContent() {},
    });
    const conclude = (otherwise: Outcome) => finish(reader.head?.status ?? otherwise);
    socket.on("data", (piece: Buffer) => {
      try {
        reader.push(piece);
        if (reader.complete) conclude("closed");
      } catch (error) {
        fail(error);
      }
    });
    socket.once("end", () => {
      reader.finish();
      // If the request broke off, the response's body may break off too, but not its head.
      conclude("closed");
    });
    socket.once("error", () => conclude("reset"));
    socket.setTimeout(patience * 1000, () => fail(new Error(`no answer and no end within ${patience} s`)));
  });
}
