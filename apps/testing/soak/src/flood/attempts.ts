import { connect } from "node:net";
import { frameType } from "../wire/frames.ts";
import { ResponseReader } from "../wire/response-reader.ts";
import type { Http1Connection } from "./http1-connection.ts";
import type { Http2Connection } from "./http2-connection.ts";

/** How a connection went. */
export interface Attempt {
  readonly responses: number;
  /** What is wrong with it, if anything. */
  readonly problem: string | undefined;
}

/** What reads a connection: it throws on malformed bytes. */
interface Reading {
  push(bytes: Buffer): void;
  /** Whether all came that must come. */
  readonly done: boolean;
  readonly responses: number;
  /** What is wrong after the end of the connection. */
  problem(): string | undefined;
}

/** Sends everything at once, and reads until all is there, the server closes the connection, or there is a pause. */
function send(port: number, bytes: Buffer, reading: Reading, patience: number): Promise<Attempt> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let fault: string | undefined;
    socket.on("data", (piece: Buffer) => {
      try {
        reading.push(piece);
        if (reading.done) socket.destroy();
      } catch (error) {
        fault = String(error);
        socket.destroy();
      }
    });
    socket.on("error", () => {});
    socket.on("end", () => socket.destroy());
    socket.on("close", () => resolve({ responses: reading.responses, problem: fault ?? reading.problem() }));
    socket.setTimeout(patience * 1_000, () => socket.destroy());
  });
}

/** Sends requests of HTTP/1.1, and reads their responses strictly. */
export function attemptHttp1(
  port: number,
  { bytes, methods, sound }: Http1Connection,
  patience: number,
): Promise<Attempt> {
  let responses = 0;
  let closes = false;
  let failed: number | undefined;
  const next = () =>
    new ResponseReader(methods[responses] ?? "GET", {
      onHead({ status, fields }) {
        closes = fields.some(([name, value]) => /^connection$/i.test(name) && /close/i.test(value));
        if (status >= 500 && status !== 503 && status !== 507 && status !== 501) failed ??= status;
      },
      onContent() {},
    });
  let reader = next();
  return send(
    port,
    bytes,
    {
      push(piece) {
        reader.push(piece);
        while (reader.complete) {
          const { rest } = reader;
          responses += 1;
          reader = next();
          if (rest.length > 0) reader.push(rest);
        }
      },
      // What comes after the well-formed ones may never get a response.
      get done() {
        return responses >= methods.length;
      },
      get responses() {
        return responses;
      },
      problem() {
        if (failed !== undefined) return `a response of status ${failed}`;
        if (!sound || responses >= methods.length || closes) return undefined;
        return `request ${responses} of ${methods.length} (${methods[responses]}) got no response`;
      },
    },
    sound ? patience : pause,
  );
}

/** How long to wait for a server that may owe nothing, in seconds. */
const pause = 0.1;

/** Sends frames of HTTP/2, and waits until all of its streams are over. */
export function attemptHttp2(port: number, { bytes, streams }: Http2Connection, patience: number): Promise<Attempt> {
  const open = new Set(streams);
  const heads = new Set<number>();
  let closes = false;
  let failed: string | undefined;
  let pending: Buffer = Buffer.alloc(0);
  return send(
    port,
    bytes,
    {
      push(piece) {
        pending = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
        let at = 0;
        for (; pending.length - at >= 9; ) {
          const length = pending.readUIntBE(at, 3);
          if (pending.length - at < 9 + length) break;
          const [type, flags] = [pending[at + 3] ?? 0, pending[at + 4] ?? 0];
          const stream = pending.readUInt32BE(at + 5);
          if (type > frameType.continuation) throw new Error(`A frame of type ${type}`);
          if (type === frameType.headers) heads.add(stream);
          // The status 500 in the static table (RFC 7541 appendix A).
          if (type === frameType.headers && pending[at + 9] === 0x8e) failed ??= `stream ${stream} got a 500`;
          if (type === frameType.reset || (type < 2 && (flags & 1) === 1)) open.delete(stream);
          if (type === frameType.goAway) closes = true;
          at += 9 + length;
        }
        pending = pending.subarray(at);
      },
      get done() {
        return streams.length > 0 && open.size === 0;
      },
      get responses() {
        return heads.size;
      },
      problem() {
        if (failed !== undefined || open.size === 0 || closes) return failed;
        return `the streams ${[...open].slice(0, 5).join()} were not over`;
      },
    },
    streams.length === 0 ? pause : patience,
  );
}
