import { BrokenOff, type Bytes } from "./bytes.ts";
import type { Fault } from "./faults.ts";

/** Fields by lower-case name. */
export type FieldMap = Map<string, string>;

/** Reads a multipart body that others may be inside. */
export class Multipart {
  readonly #bytes: Bytes;
  readonly #marker: string;
  /** The rest of the boundary, if the marker is only its prefix. */
  readonly #rest: string;
  readonly #has: (fault: Fault) => boolean;

  constructor(bytes: Bytes, boundary: string, has: (fault: Fault) => boolean) {
    this.#bytes = bytes;
    this.#has = has;
    const length = has("boundary-in-part") ? -2 : boundary.length;
    this.#marker = `--${boundary.slice(0, length)}`;
    this.#rest = boundary.slice(length);
  }

  /** Goes to the first delimiter. */
  async begin(): Promise<void> {
    const bytes = this.#bytes;
    await bytes.ensure(this.#marker.length);
    if (bytes.waiting.indexOf(this.#marker) !== 0) {
      if (this.#has("preamble-refused")) throw new Error("a preamble");
      await this.body();
      return;
    }
    bytes.take(this.#marker.length);
  }

  /** Continues after a delimiter. @returns whether a part follows */
  async line(): Promise<boolean> {
    const bytes = this.#bytes;
    if (this.#rest !== "" && (await this.#next(this.#rest.length)) === this.#rest) bytes.take(this.#rest.length);
    if (this.#has("padding-only-at-once") && /^[ \t]/.test((await this.#next(1)) ?? "")) {
      if (bytes.waiting.length === bytes.lastChunk) throw new Error("padding in another chunk");
    }
    if ((await this.#next(2)) === "--") {
      bytes.take(2);
      return false;
    }
    const end = await this.#padding();
    if (end > 0 && this.#has("padding-refused")) throw new Error("padding");
    bytes.take(end + 2);
    return true;
  }

  async head(): Promise<FieldMap> {
    return readFields(this.#bytes, this.#has);
  }

  /** The content up to the next delimiter. */
  async body(): Promise<Buffer> {
    const bytes = this.#bytes;
    const lineEnd = this.#has("boundary-anywhere") ? "" : "\r\n";
    const at = await bytes.find(lineEnd + this.#marker);
    const content = bytes.take(at);
    bytes.take(lineEnd.length + this.#marker.length);
    if (this.#has("waits-for-delimiter-line")) await this.#next(2);
    return lineEnd ? content : Buffer.from(content.toString("latin1").replace(/\r\n$/, ""), "latin1");
  }

  async #next(count: number): Promise<string> {
    await this.#bytes.ensure(count);
    return this.#bytes.waiting.toString("latin1", 0, count);
  }

  async #padding(): Promise<number> {
    const end = await this.#bytes.find("\r\n");
    if (end > 65_536 && this.#has("hangs-on-long-padding")) await new Promise(() => {});
    return end;
  }
}

/** A block of fields with the empty line after it. */
async function readFields(bytes: Bytes, has: (fault: Fault) => boolean): Promise<FieldMap> {
  await bytes.ensure(2);
  while (bytes.waiting.toString("latin1", 0, 2) !== "\r\n" && bytes.waiting.indexOf("\r\n\r\n") < 0) {
    const cutInLineEnd = bytes.waiting.at(-1) === 0x0d;
    if (!(await bytes.more())) throw new BrokenOff();
    if (cutInLineEnd && has("joins-fields-at-line-ends")) return new Map();
  }
  const isEmpty = bytes.waiting.toString("latin1", 0, 2) === "\r\n";
  const end = isEmpty ? 0 : bytes.waiting.indexOf("\r\n\r\n") + 2;
  if (end > 65_536 && has("crashes-on-long-fields")) throw new RangeError("too long");
  const block = bytes.take(end + 2).toString("latin1");
  return fieldsOf(block, has);
}

/** The fields of a block. */
export function fieldsOf(block: string, has: (fault: Fault) => boolean): FieldMap {
  const fields: FieldMap = new Map();
  const joined = has("folded-fields-lost") ? block : block.replace(/\r\n[ \t]+/g, " ");
  for (const line of joined.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const key = has("field-names-cased") && /^(?:event-id|method)$/i.test(name) && !/^(?:Event-ID|Method)$/.test(name);
    fields.set(key ? `?${name}` : name.toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}
