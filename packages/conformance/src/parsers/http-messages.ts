import { fieldValue } from "../wire/field-line.ts";
import { type LocatedField, readHeaderBlock } from "./header-block.ts";
import { type ByteRange, type FormatFault, indexOf, latin1 } from "./range.ts";

/** One message of application/http. */
interface HttpMessage extends ByteRange {
  readonly status: number;
  readonly fields: readonly LocatedField[];
  /** The content so far, without its framing. */
  readonly body: Uint8Array;
  readonly bodyOffset: number;
  /** Whether it is complete. */
  readonly complete: boolean;
}

/** The messages of an application/http content so far. */
export interface HttpMessages {
  readonly messages: readonly HttpMessage[];
  readonly faults: readonly FormatFault[];
}

/**
 * Reads a sequence of HTTP/1.1 responses (RFC 9112 section 10.2), with `Content-Length` or chunked. A response without
 * either ends with the content. Reading stops at the first fault, because the next message can then not be found.
 */
export function readHttpMessages(bytes: Uint8Array): HttpMessages {
  const messages: HttpMessage[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const read = readMessage(bytes, offset);
    if ("fault" in read) return { messages, faults: [read.fault] };
    if (read.message === undefined) break;
    messages.push(read.message);
    if (!read.message.complete) break;
    offset += read.message.length;
  }
  return { messages, faults: [] };
}

type Read = { readonly message: HttpMessage | undefined } | { readonly fault: FormatFault };

function readMessage(bytes: Uint8Array, offset: number): Read {
  const lineEnd = indexOf(bytes, "\r\n", offset);
  if (lineEnd < 0) return { message: undefined };
  const line = latin1(bytes, offset, lineEnd);
  const status = /^HTTP\/1\.1 ([1-9]\d\d) [\t -~\x80-\xff]*$/.exec(line)?.[1];
  if (status === undefined) return fault(offset, lineEnd, `not a status line: ${JSON.stringify(line.slice(0, 80))}`);
  const head = readHeaderBlock(bytes.subarray(lineEnd + 2), lineEnd + 2);
  if (!head.closed) return { message: undefined };
  if (head.faults[0] !== undefined) return { fault: head.faults[0] };
  const { fields, bodyStart } = head;
  const message = (body: Uint8Array, end: number, complete: boolean): Read => ({
    message: { offset, length: end - offset, status: Number(status), fields, body, bodyOffset: bodyStart, complete },
  });
  if (/^(1..|204|304)$/.test(status)) return message(bytes.subarray(bodyStart, bodyStart), bodyStart, true);
  const coding = fieldValue(fields, "Transfer-Encoding");
  const length = fieldValue(fields, "Content-Length");
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked") return fault(offset, bodyStart, `Transfer-Encoding: ${coding}`);
    const read = readChunks(bytes, bodyStart);
    return "fault" in read ? read : message(read.body, read.end, read.complete);
  }
  if (length === undefined) return message(bytes.subarray(bodyStart), bytes.length, false);
  if (!/^\d{1,15}$/.test(length)) return fault(offset, bodyStart, `Content-Length: ${length}`);
  const end = bodyStart + Number(length);
  const body = bytes.subarray(bodyStart, Math.min(end, bytes.length));
  return message(body, Math.min(end, bytes.length), end <= bytes.length);
}

function readChunks(bytes: Uint8Array, start: number) {
  const chunks: Uint8Array[] = [];
  const result = (end: number, complete: boolean) => ({ body: Uint8Array.from(Buffer.concat(chunks)), end, complete });
  for (let offset = start; ; ) {
    const lineEnd = indexOf(bytes, "\r\n", offset);
    if (lineEnd < 0) return result(bytes.length, false);
    const line = latin1(bytes, offset, lineEnd);
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) return fault(offset, lineEnd, `not a chunk size: ${JSON.stringify(line.slice(0, 80))}`);
    const length = Number.parseInt(size, 16);
    const chunk = lineEnd + 2;
    if (length === 0) {
      const trailers = readHeaderBlock(bytes.subarray(chunk), chunk);
      return result(trailers.bodyStart, trailers.closed);
    }
    chunks.push(bytes.subarray(chunk, chunk + length));
    if (bytes.length < chunk + length + 2) return result(bytes.length, false);
    offset = chunk + length + 2;
    if (latin1(bytes, offset - 2, offset) !== "\r\n") return fault(offset - 2, offset, "a chunk without CRLF after it");
  }
}

function fault(start: number, end: number, message: string): { readonly fault: FormatFault } {
  return { fault: { offset: start, length: end - start, message } };
}
