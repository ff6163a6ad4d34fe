import type { ExchangeRecord, PieceRecord } from "../results/results.ts";
import type { Answer } from "../scenarios/scenario.ts";
import type { ReceivedRequest } from "./request-reader.ts";

/** The most bytes of one request or response that a record holds. */
const longestRecord = 4_096;

/** Records a request and its response for the results. Its pieces include the head and the framing of the body. */
export class AnswerRecord {
  readonly exchange: ExchangeRecord & {
    pieces: PieceRecord[];
    contentLength: number;
    ending?: ExchangeRecord["ending"];
  };
  readonly #began: number;

  constructor(
    { began, url }: { readonly began: number; readonly url: string },
    { method, target, fields, content }: ReceivedRequest,
  ) {
    this.#began = began;
    this.exchange = {
      http: "HTTP/1.1",
      sentAt: this.#now(),
      request: {
        method,
        url: new URL(target, url).href,
        fields: Array.from(fields, ([name, value]) => ({ name, value })),
        ...(content === "" ? {} : { content: content.slice(0, longestRecord) }),
      },
      pieces: [],
      contentLength: 0,
    };
  }

  add(text: string): void {
    const { pieces, contentLength: offset } = this.exchange;
    this.exchange.contentLength += text.length;
    if (offset >= longestRecord) return;
    pieces.push({ at: this.#now(), offset, frame: pieces.length, text: text.slice(0, longestRecord - offset) });
  }

  end(how: Answer["end"] | "left"): void {
    if (how === "open") return;
    this.exchange.ending = { kind: how === "close" ? "closed" : how, at: this.#now() };
  }

  #now(): number {
    return Math.round((performance.now() - this.#began) * 10) / 10;
  }
}
