import fc from "fast-check";
import { contents } from "./contents.ts";
import { field } from "./values.ts";

type Action = readonly [method: string, content: readonly [type: string, bytes: Uint8Array] | null];

function act(methods: readonly string[], content?: fc.Arbitrary<Action[1]>): fc.Arbitrary<Action> {
  return fc.tuple(fc.constantFrom(...methods), content ?? fc.constant(null));
}

const strange = ["GET", "QUERY", "PUT", "DELETE", "TRACE", "CONNECT", "M-SEARCH", "PRI", "get", "Q", ""];

/** Methods, mostly with contents that suit them. */
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: act(["GET"]) },
  { weight: 12, arbitrary: act(["QUERY"], contents.subscription) },
  { weight: 5, arbitrary: act(["PUT"], contents.note) },
  { weight: 5, arbitrary: act(["PATCH"], contents.patch) },
  { weight: 2, arbitrary: act(["POST"], contents.note) },
  { weight: 2, arbitrary: act(["DELETE", "HEAD", "OPTIONS"]) },
  { weight: 1, arbitrary: act(strange, contents.subscription) },
);

/** The notes that most requests are about. */
export const targets = ["/notes/0", "/notes/1", "/notes/2"] as const;

const target = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom("/notes/", "/notes/abc", ...targets) },
  { weight: 2, arbitrary: fc.constantFrom("/notes/?a=b", "/notes", "/", "*", "http://soak/notes/1", "//x") },
  {
    weight: 2,
    arbitrary: fc.array(fc.nat(255), { maxLength: 6 }).map((bytes) => `/notes/${bytes.map(percent).join("")}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.nat(300).map((length) => `/notes/${"x".repeat(length)}`) },
);

function percent(byte: number): string {
  return `%${byte.toString(16).padStart(2, "0")}`;
}

const usual = ["GET", "QUERY", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS"];

/** A well-formed field line that does not affect framing. */
const harmless = /^(?!content-length|transfer-|trailer|upgrade|connection|expect|host)[a-z-]+: [\t -~]*$/i;

const request: fc.Arbitrary<Case> = fc
  .record({
    action,
    target,
    version: fc.oneof({ weight: 60, arbitrary: fc.constant("HTTP/1.1") }, fc.constantFrom("HTTP/1.0", "HTTP/2.0", "")),
    fields: fc.array(field, { maxLength: 4 }),
    /** How the content is framed: by its length, in chunks, or as the generated fields say. */
    framing: fc.oneof({ weight: 9, arbitrary: fc.constantFrom("length", "chunks") }, fc.constant("none")),
  })
  .map(({ action: [name, given], target: path, version, fields, framing }): Case => {
    const [type, bytes] = given ?? ["", new Uint8Array()];
    const head = [`${name} ${path} ${version}`, "Host: soak", ...fields];
    if (given !== null) head.push(`Content-Type: ${type}`);
    if (given !== null && framing === "length") head.push(`Content-Length: ${bytes.length}`);
    if (given !== null && framing === "chunks") head.push("Transfer-Encoding: chunked");
    const body =
      framing === "chunks" && bytes.length > 0
        ? [`${bytes.length.toString(16)}\r\n`, bytes, "\r\n0\r\n\r\n"]
        : [framing === "chunks" ? "0\r\n\r\n" : bytes];
    const all = [Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), ...(given === null ? [] : body)];
    const sound = usual.includes(name) && version === "HTTP/1.1" && fields.every((one) => harmless.test(one));
    return {
      bytes: Buffer.concat(all.map((piece) => Buffer.from(piece as Uint8Array))),
      complete: sound && (given === null || framing !== "none"),
    };
  });

/** A change to some bytes. */
const mutation = fc.record({
  kind: fc.constantFrom("replace", "insert", "remove", "double", "cut"),
  /** The position, as a share of the length. */
  at: fc.noBias(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
  length: fc.nat(20),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc
      .constantFrom("\r\n", "\n", "\r", "\0", ":", " ", '"', "\r\n\r\n", "\xff")
      .map((text) => Buffer.from(text, "latin1")),
  ),
});

function mutated(
  whole: Buffer,
  changes: readonly (typeof mutation extends fc.Arbitrary<infer T> ? T : never)[],
): Buffer {
  let result = whole;
  for (const { kind, at, length, bytes } of changes) {
    const index = Math.floor(at * result.length);
    const [before, after] = [result.subarray(0, index), result.subarray(index)];
    if (kind === "replace") result = Buffer.concat([before, bytes, after.subarray(bytes.length)]);
    if (kind === "insert") result = Buffer.concat([before, bytes, after]);
    if (kind === "remove") result = Buffer.concat([before, after.subarray(length)]);
    if (kind === "double") result = Buffer.concat([before, after.subarray(0, length), after]);
    if (kind === "cut") result = before;
  }
  return result;
}

/** The bytes for one connection. */
export interface Case {
  readonly bytes: Buffer;
  /** Whether it is one request that every parser takes for complete, so that there must be a response. */
  readonly complete: boolean;
}

/** One or more requests; a third of the time, some bytes are changed. */
export const cases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: request },
      { weight: 1, arbitrary: fc.array(request, { minLength: 2, maxLength: 3 }).map(several) },
    ),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 4 }) },
    ),
  )
  .map(([{ bytes, complete }, changes]) => ({
    bytes: mutated(bytes, changes),
    complete: complete && changes.length === 0,
  }));

function several(some: readonly Case[]): Case {
  return { bytes: Buffer.concat(some.map(({ bytes }) => bytes)), complete: false };
}
