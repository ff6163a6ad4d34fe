import { Composer, CST, isMap, isScalar, isSeq, Lexer, Parser } from "yaml";
import { excerpt, FieldError } from "./errors.ts";
import { type SubscriptionLimits, subscriptionOf } from "./subscription.ts";
import type { Realization } from "./subscription-content.ts";

/**
 * The data model in `example/events-query`, the placeholder of the drafts (EQ-RQ-3): one document in YAML 1.2, core
 * schema, without tags, anchors, aliases and repeated keys. JSON is YAML. No content, and `---`, are the empty model.
 * Names and values that begin with a plain `@`, which YAML reserves, are taken as the drafts mean them.
 *
 * Content that is cut into more lexical tokens than a quarter of the limit in bytes (4096 by default) is refused as
 * `content-too-large`: so much punctuation says nothing, and takes long to read.
 */
export const eventsQueryRealization: Realization = {
  mediaType: "example/events-query",
  read: (content, limits) => subscriptionOf(parseDocument(content, limits) ?? {}, limits),
};

function parseDocument(content: string, limits: Required<SubscriptionLimits>): unknown {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false, // would compare each key with each
  });
  const [document, second] = [...composer.compose(parseTokens(content, limits), true, content.length)];
  if (!document || second) throw new FieldError("content-syntax", "The content is more than one document");
  for (const error of document.errors) {
    const plainName = error.code === "BAD_SCALAR_START" && content[error.pos[0]] === "@";
    if (!plainName) throw new FieldError("content-syntax", `${error.message} at ${error.pos[0]}`, { cause: error });
  }
  return plainValueOf(document.contents);
}

/** Parses piece by piece, so that what nests too deep is refused before anything recurs into it. */
function* parseTokens(content: string, limits: Required<SubscriptionLimits>): Generator<CST.Token, void> {
  const parser = new Parser();
  let lexemes = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(content)) {
    lexemes += 1;
    if (lexemes > limits.bytes / 4) {
      throw new FieldError("content-too-large", `The content has more than ${limits.bytes / 4} lexical tokens`);
    }
    if (!scalar) refuseReferences(lexeme);
    scalar = lexeme === CST.SCALAR;
    yield* parser.next(lexeme);
    // The stack also holds the document and the scalar that is being read.
    if (parser.stack.length > limits.depth + 2) {
      throw new FieldError("content-too-deep", `The content nests more than ${limits.depth} mappings and sequences`);
    }
  }
  yield* parser.end();
}

function refuseReferences(lexeme: string): void {
  const type = CST.tokenType(lexeme);
  const directive = type === "directive-line" && !/^%YAML[\t ]+1\.2[\t ]*$/.test(lexeme);
  if (directive || type === "anchor" || type === "alias" || type === "tag") {
    throw new FieldError("content-syntax", `${excerpt(lexeme)}: no tags, anchors, aliases and directives here`);
  }
}

function plainValueOf(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plainValueOf);
  if (!isMap(node)) return null;
  const members = new Map<string, unknown>();
  for (const { key, value } of node.items) {
    const name = String(plainValueOf(key));
    if (members.has(name)) throw new FieldError("content-syntax", `${excerpt(name)} is there twice`, { field: name });
    members.set(name, plainValueOf(value));
  }
  return Object.fromEntries(members);
}
