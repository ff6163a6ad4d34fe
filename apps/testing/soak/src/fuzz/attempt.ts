import { connect } from "node:net";
import { fieldOf } from "../wire/fields.ts";
import { ResponseReader } from "../wire/response-reader.ts";
import type { Case } from "./requests.ts";

/** What became of what was sent: how it was answered, or that it was closed, refused by a reset, or left. */
export type Outcome = number | "stream" | "closed" | "reset" | "left";

/** After how many milliseconds of silence it is said that there are no more bytes, where there might be. */
const pauses = 30;

/** How a case is tried. */
export interface AttemptOptions {
  /** Within how many seconds it must be answered, or its connection be closed. */
  readonly patience: number;
  /** The connection is broken off as soon as the bytes were sent. */
  readonly leaves: boolean;
}

/**
 * Sends what is sent on one connection, and waits until it is answered or the connection is closed. Rejects where neither
 * comes in time, or the answer is none. Of what may be incomplete, the end is said after a while: Node drops a request
 * whose sender says so at once.
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
      // A body may break off, where what was sent broke off: but then there is a head.
      conclude("closed");
    });
    socket.once("error", () => conclude("reset"));
    socket.setTimeout(patience * 1000, () => fail(new Error(`no answer and no end within ${patience} s`)));
  });
}
