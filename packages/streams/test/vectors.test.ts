import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  boundaryOf,
  type Decoder,
  HttpMessageDecoder,
  JsonSequenceDecoder,
  MultipartDecoder,
  StreamError,
} from "../src/index.ts";

/** A vector of the conformance suite. */
interface Vector {
  readonly name: string;
  readonly raw?: string;
  readonly base64?: string;
  readonly contentType: string;
  readonly expected: { readonly items: unknown[] };
  readonly must_fail?: true;
  readonly may_fail?: true;
}

/** A part or message in the notation of the vectors, with its content in bytes. */
interface Item {
  readonly status?: number;
  readonly fields: Record<string, string>;
  readonly bytes?: string;
  readonly parts?: Item[];
}

function vectors(subject: string): Vector[] {
  const url = new URL(`../../conformance/vectors/${subject}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")).vectors;
}

/** The expected items. Converts both notations of content to bytes. */
function expectedItem(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return item;
  const { body, base64, parts, ...others } = item as Record<string, unknown>;
  if (Array.isArray(parts)) return { ...others, parts: parts.map(expectedItem) };
  const content = typeof body === "string" ? Buffer.from(body) : Buffer.from(String(base64), "base64");
  return { ...others, bytes: content.toString("latin1") };
}

function multipart(contentType: string, items: Item[]): Decoder {
  let fields: Record<string, string> = {};
  let bytes = "";
  let digest: { readonly decoder: Decoder; readonly parts: Item[] } | undefined;
  return new MultipartDecoder(boundaryOf(contentType), {
    onPart(headers) {
      fields = Object.fromEntries(headers);
      bytes = "";
      const type = fields["content-type"] ?? "";
      digest = undefined;
      if (!type.startsWith("multipart/")) return;
      const parts: Item[] = [];
      digest = { decoder: multipart(type, parts), parts };
      items.push({ fields, parts });
    },
    onBody(chunk) {
      if (digest) digest.decoder.push(chunk);
      else bytes += Buffer.from(chunk).toString("latin1");
    },
    onPartEnd() {
      if (digest) digest.decoder.finish();
      else items.push({ fields, bytes });
    },
  });
}

function http(items: Item[]): Decoder {
  let item = { status: 0, fields: {}, bytes: "" };
  return new HttpMessageDecoder({
    onMessage(status, headers) {
      const fields = [...headers].filter(([name]) => name !== "transfer-encoding");
      item = { status, fields: Object.fromEntries(fields), bytes: "" };
    },
    onBody(chunk) {
      item.bytes += Buffer.from(chunk).toString("latin1");
    },
    onMessageEnd: () => items.push(item),
  });
}

/** Decodes the chunks. Returns the items, and whether decoding failed. */
function decoded(make: (items: unknown[]) => Decoder, chunks: readonly Uint8Array[]) {
  const items: unknown[] = [];
  try {
    const decoder = make(items);
    for (const chunk of chunks) decoder.push(chunk);
    decoder.finish();
    return { items, failed: false };
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return { items, failed: true };
  }
}

describe.each(["multipart", "http", "json-seq"])("%s", (subject) => {
  it.each(vectors(subject))("$name", ({ raw = "", base64, contentType, expected, must_fail, may_fail }) => {
    const bytes = base64 === undefined ? Buffer.from(raw) : Buffer.from(base64, "base64");
    const make = (items: unknown[]): Decoder => {
      if (subject === "multipart") return multipart(contentType, items as Item[]);
      if (subject === "http") return http(items as Item[]);
      return new JsonSequenceDecoder({ onText: (value) => items.push(value) });
    };
    const items = subject === "json-seq" ? expected.items : expected.items.map(expectedItem);
    const judge = (chunks: readonly Uint8Array[]) => {
      const { failed, items: read } = decoded(make, chunks);
      if (may_fail && failed) return;
      expect({ failed, read }).toEqual({ failed: must_fail ?? false, read: items });
    };
    for (let at = 0; at <= bytes.length; at++) judge([bytes.subarray(0, at), bytes.subarray(at)]);
    judge(Array.from(bytes, (byte) => Uint8Array.of(byte)));
  });
});
