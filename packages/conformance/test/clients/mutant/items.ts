import { BrokenOff, type Bytes } from "./bytes.ts";
import type { Fault } from "./faults.ts";
import { type FieldMap, fieldsOf } from "./multipart.ts";

/** An item of a stream: a representation or a notification. */
export interface Item {
  readonly status: number;
  readonly fields: FieldMap;
  readonly content: Buffer;
}

type Has = (fault: Fault) => boolean;

/** The messages of `application/http`. */
export async function* httpMessages(bytes: Bytes, has: Has): AsyncGenerator<Item, void> {
  while (bytes.waiting.length > 0 || (await bytes.more())) {
    if (has("no-message-skipped")) bytes.take(await bytes.find("HTTP/1.1 "));
    const end = await bytes.find("\r\n\r\n");
    if (end > 65_536 && has("crashes-on-long-fields")) throw new RangeError("too long");
    const cut = bytes.waiting.length - bytes.lastChunk;
    const block = bytes.take(end + 4).toString("latin1");
    const lineEnd = block.indexOf("\r\n");
    const [, code] = /^HTTP\/1\.1 (\d\d\d)(?: .*)?$/.exec(block.slice(0, lineEnd)) ?? [];
    if (code === undefined) throw new Error("no message");
    if (has("reason-needed") && block.slice(0, lineEnd).length < 14) throw new Error("no reason");
    const isCut = block.charCodeAt(cut - 1) === 0x0d && cut > 0 && cut < block.length;
    const lost = isCut && has("joins-fields-at-line-ends");
    const fields: FieldMap = fieldsOf(block.slice(lineEnd + 2), () => false);
    const status = Number(code);
    if (status < 200) {
      if (has("interim-is-notification")) yield { status, fields, content: Buffer.alloc(0) };
      continue;
    }
    const content = await messageContent(bytes, block, fields, has);
    yield { status, fields: lost ? new Map() : fields, content };
  }
}

async function messageContent(bytes: Bytes, block: string, fields: FieldMap, has: Has): Promise<Buffer> {
  const lengths = [...block.matchAll(/^content-length:[ \t]*(\d+)/gim)].map(([, length]) => Number(length));
  const length = lengths.at(-1);
  if (new Set(lengths).size > 1 && !has("two-lengths")) throw new Error("two lengths");
  if (fields.get("transfer-encoding")?.toLowerCase() === "chunked") {
    if (has("chunked-messages-refused")) throw new Error("no length");
    return chunks(bytes);
  }
  if (length === undefined) {
    if (has("no-length-is-rest")) return bytes.whole();
    throw new Error("no length");
  }
  if (has("scans-for-messages")) {
    await bytes.ensure(length);
    const next = bytes.waiting.indexOf("HTTP/1.1 ");
    return bytes.take(next < 0 ? length : next);
  }
  await bytes.ensure(length);
  return bytes.take(length);
}

async function chunks(bytes: Bytes): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (;;) {
    const line = bytes.take((await bytes.find("\r\n")) + 2).toString("latin1");
    const size = Number.parseInt(line, 16);
    if (size === 0) break;
    await bytes.ensure(size + 2);
    pieces.push(bytes.take(size));
    bytes.take(2);
  }
  for (let end = -1; end !== 0; bytes.take(end + 2)) end = await bytes.find("\r\n");
  return Buffer.concat(pieces);
}

const separator = "\x1e";

/** The texts of `application/json-seq`. */
export async function* jsonTexts(bytes: Bytes, has: Has): AsyncGenerator<Item, void> {
  const item = (content: Buffer): Item => ({
    status: 200,
    fields: new Map([["content-type", content.includes("@context") ? "application/ld+json" : "application/json"]]),
    content,
  });
  let inText = false;
  for (;;) {
    const end = bytes.waiting.indexOf(separator, 0, "latin1");
    const passed = end < 0 ? bytes.waiting : bytes.waiting.subarray(0, end);
    if (!inText && /\S/.test(passed.toString("latin1")) && has("noise-fatal")) throw new Error("noise");
    if (inText) {
      let at = -1;
      do {
        at = passed.indexOf("\n", at + 1);
        const text = at < 0 ? passed : passed.subarray(0, at + 1);
        if (at < 0 && end < 0) break;
        const isWhole = isJson(text);
        const isLine = has("lines-are-texts") && /\S/.test(text.toString());
        if (!isWhole && !isLine) continue;
        bytes.take(text.length);
        inText = false;
        yield item(text);
        break;
      } while (at >= 0);
      if (!inText) continue;
    }
    if (end >= 0) {
      const text = passed.toString("latin1");
      if (inText && /^\s*$/.test(text) && has("empty-element-fatal")) throw new Error("no element");
      if (inText && /\S/.test(text)) {
        if (has("unparsable-fatal")) throw new Error("no JSON");
        if (has("unparsable-told")) yield item(Buffer.from(passed));
      }
      bytes.take(end + 1);
      inText = true;
    } else if (!(await bytes.more())) {
      break;
    }
  }
  if (!inText || /^\s*$/.test(bytes.waiting.toString("latin1"))) return;
  if (!isJson(bytes.waiting)) throw new BrokenOff();
  yield item(bytes.take(bytes.waiting.length));
}

function isJson(text: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
    return true;
  } catch {
    return false;
  }
}
