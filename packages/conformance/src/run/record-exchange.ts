import { hiddenText } from "../results/redaction.ts";
import type { ExchangeRecord, PieceRecord } from "../results/results.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { FieldLine } from "../wire/field-line.ts";

/** The most bytes of content in one record. */
const longestRecord = 65_536;

/** Converts an exchange for the results. The values of secret fields, which may hold credentials, are hidden. */
export function recordOf(exchange: Exchange, began: number, secret: ReadonlySet<string>): ExchangeRecord {
  const { version, request, head, ending, sentAt, trailers, faults } = exchange;
  const since = (at: number) => Math.round((at - began) * 10) / 10;
  return {
    http: version,
    ...(sentAt === undefined ? {} : { sentAt: since(sentAt) }),
    request: {
      method: request.method,
      url: request.url.href,
      fields: request.fields.map((field) => hidden(field, secret)),
      ...(request.content === undefined ? {} : { content: latin1(request.content.subarray(0, longestRecord)) }),
    },
    ...(head === undefined ? {} : { response: { status: head.status, fields: head.fields, at: since(head.at) } }),
    pieces: piecesOf(exchange, since),
    contentLength: exchange.body.length,
    ...(trailers.length === 0 ? {} : { trailers: [...trailers] }),
    ...(faults.length === 0 ? {} : { faults: [...faults] }),
    ...(ending === undefined
      ? {}
      : {
          ending: {
            kind: ending.kind,
            at: since(ending.at),
            ...(ending.detail === undefined ? {} : { detail: ending.detail }),
          },
        }),
  };
}

function piecesOf({ pieces }: Exchange, since: (at: number) => number): PieceRecord[] {
  return pieces
    .filter(({ offset }) => offset < longestRecord)
    .map(({ at, offset, frame, bytes }) => ({
      at: since(at),
      offset,
      frame,
      text: latin1(bytes.subarray(0, longestRecord - offset)),
    }));
}

function hidden({ name, value }: FieldLine, secret: ReadonlySet<string>): FieldLine {
  return { name, value: secret.has(name.toLowerCase()) ? hiddenText : value };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
