import { signal } from "@preact/signals";
import type { Notification } from "@resource-events/client";
import type { BlockKind, PieceKind } from "./wire-listener.ts";
import { makeWireReader } from "./wire-reader.ts";

/** Some bytes of one kind, as text. */
export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

/** A part, a message or a text of the stream. */
export interface Block {
  readonly id: number;
  readonly kind: BlockKind;
  readonly pieces: readonly Piece[];
  /** The notification decoded from the block. */
  readonly notification?: Notification;
}

/** A request and the stream in its response. */
export interface Exchange {
  readonly id: number;
  readonly request: {
    readonly line: string;
    readonly fields: readonly (readonly [string, string])[];
    readonly content: string;
  };
  readonly response: { readonly line: string; readonly fields: readonly (readonly [string, string])[] };
  readonly blocks: readonly Block[];
  /** The number of earlier blocks that are no longer kept. */
  readonly dropped: number;
  readonly bytes: number;
  /** How the response ended, if it has. */
  readonly end: string | undefined;
}

/** The most exchanges, blocks per exchange, and characters per block to keep. */
const limits = { exchanges: 5, blocks: 60, characters: 16_384 };

/** Records the bytes that a subscription receives. */
export class Wire {
  readonly exchanges = signal<readonly Exchange[]>([]);
  /** Decoded notifications whose bytes have not been found yet. */
  readonly #unmatched: Notification[] = [];
  #lastId = 0;

  /** A `fetch` that records each response by reading a copy of its body. */
  readonly fetch: typeof fetch = async (input, init = {}) => {
    const response = await fetch(input, init);
    if (response.ok && response.body !== null)
      void this.#follow(describeRequest(String(input), init), response.clone());
    return response;
  };

  /** Adds a decoded notification to the block with its bytes. */
  match(notification: Notification): void {
    this.#unmatched.push(notification);
    this.#matchAll();
  }

  async #follow(request: Exchange["request"], copy: Response): Promise<void> {
    const id = this.#open(request, copy);
    const reader = makeWireReader(copy.headers.get("Content-Type") ?? "", expectsRepresentation(request), {
      onBlock: () => this.#addBlock(id),
      onKind: (kind) => this.#changeLast(id, (block) => ({ ...block, kind })),
      onPiece: (kind, bytes) => this.#addPiece(id, kind, bytes),
    });
    try {
      for await (const chunk of readAll(copy)) {
        this.#change(id, (exchange) => ({ ...exchange, bytes: exchange.bytes + chunk.byteLength }));
        reader.push(bytesAsText(chunk));
        this.#matchAll();
      }
      reader.end();
      this.#change(id, (exchange) => ({ ...exchange, end: "The server ended the response." }));
    } catch (reason) {
      const closed = reason instanceof DOMException && reason.name === "AbortError";
      const end = closed ? "This window closed the response." : "The connection was lost.";
      this.#change(id, (exchange) => ({ ...exchange, end }));
    }
  }

  #open(request: Exchange["request"], response: Response): number {
    const id = ++this.#lastId;
    const line = `HTTP ${response.status} ${response.statusText}`.trim();
    const head = { line, fields: [...response.headers].filter(([name]) => worthShowing.has(name)) };
    const exchange = { id, request, response: head, blocks: [], dropped: 0, bytes: 0, end: undefined };
    this.exchanges.value = [...this.exchanges.value, exchange].slice(-limits.exchanges);
    return id;
  }

  #change(id: number, change: (exchange: Exchange) => Exchange): void {
    this.exchanges.value = this.exchanges.value.map((exchange) => (exchange.id === id ? change(exchange) : exchange));
  }

  #addBlock(id: number): void {
    const block: Block = { id: ++this.#lastId, kind: "open", pieces: [] };
    this.#change(id, (exchange) => {
      const blocks = [...exchange.blocks, block].slice(-limits.blocks);
      return { ...exchange, blocks, dropped: exchange.dropped + exchange.blocks.length + 1 - blocks.length };
    });
  }

  #changeLast(id: number, change: (block: Block) => Block): void {
    this.#change(id, (exchange) => {
      const last = exchange.blocks.at(-1);
      return last === undefined ? exchange : { ...exchange, blocks: [...exchange.blocks.slice(0, -1), change(last)] };
    });
  }

  #addPiece(id: number, kind: PieceKind, bytes: string): void {
    this.#changeLast(id, (block) => {
      const held = block.pieces.reduce((sum, { text }) => sum + text.length, 0);
      const text = bytes.slice(0, Math.max(0, limits.characters - held));
      if (text === "") return block;
      const last = block.pieces.at(-1);
      if (last?.kind !== kind) return { ...block, pieces: [...block.pieces, { kind, text }] };
      return { ...block, pieces: [...block.pieces.slice(0, -1), { kind, text: last.text + text }] };
    });
  }

  #matchAll(): void {
    for (let next = this.#unmatched[0]; next !== undefined; next = this.#unmatched[0]) {
      const notification = next;
      const found = this.exchanges.value.at(-1)?.blocks.find((block) => isOf(block, notification));
      if (found === undefined) break;
      this.#unmatched.shift();
      this.exchanges.value = this.exchanges.value.map((exchange) => ({
        ...exchange,
        blocks: exchange.blocks.map((block) => (block === found ? { ...block, notification } : block)),
      }));
    }
    // Some are never found, because their block was dropped or belongs to another response.
    this.#unmatched.splice(0, this.#unmatched.length - limits.blocks);
  }
}

/** The response fields that matter for notifications. */
const worthShowing = new Set(["content-type", "events", "event-id", "etag", "vary", "incremental", "cache-control"]);

function describeRequest(url: string, init: RequestInit): Exchange["request"] {
  return {
    line: `${init.method ?? "GET"} ${new URL(url, location.href).pathname}`,
    fields: [...new Headers(init.headers)],
    content: typeof init.body === "string" ? init.body : "",
  };
}

/** In Events Query the representation comes only if the request has `state`. In PREP there is always a part for it. */
function expectsRepresentation({ content }: Exchange["request"]): boolean {
  return content === "" || Object.hasOwn(JSON.parse(content), "state");
}

function isOf({ kind, notification, pieces }: Block, { eventId }: Notification): boolean {
  if (kind !== "notification" || notification !== undefined) return false;
  return eventId === undefined || pieces.some(({ text }) => text.includes(eventId));
}

async function* readAll({ body }: Response): AsyncIterable<Uint8Array> {
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) yield read.value;
}

function bytesAsText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Decodes UTF-8 bytes that are stored as one character each. */
export function decodePiece(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}
