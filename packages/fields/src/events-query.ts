import { Composer, CST, isMap, isScalar, isSeq, Lexer, Parser } from "yaml";
import { excerpt, FieldError } from "./errors.ts";
import { type SubscriptionLimits, subscriptionOf } from "./subscription.ts";
import type { Realization } from "./subscription-content.ts";

/**
 * The data model in `example/events-query`, the placeholder media type of the drafts (EQ-RQ-3). The content is a single
 * document in YAML 1.2 with the core schema, which includes JSON. Tags, anchors, aliases, directives other than `%YAML
 * 1.2` and repeated keys are errors. Empty content and `---` mean the empty model. YAML reserves `@` at the start of
 * names and values; it is allowed here because the drafts use it.
 *
 * Content with more lexical tokens than a quarter of the limit in bytes (4096 by default) is an error
 * (`content-too-large`). That many tokens take long to read, and no useful subscription has them.
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
    uniqueKeys: false, // true would compare every pair of keys
  });
  const [document, second] = [...composer.compose(parseTokens(content, limits), true, content.length)];
  if (!document || second) throw new FieldError("content-syntax", "The content is not a single document");
  for (const error of document.errors) {
    const plainName = error.code === "BAD_SCALAR_START" && content[error.pos[0]] === "@";
    if (!plainName) throw new FieldError("content-syntax", `${error.message} at ${error.pos[0]}`, { cause: error });
  }
  return plainValueOf(document.contents);
}

/** Parses token by token, to refuse content that is nested too deep before anything recurses into it. */
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
    // The stack also holds the document and the current scalar.
    if (parser.stack.length > limits.depth + 2) {
      throw new FieldError(
        "content-too-deep",
        `The content nests mappings and sequences more than ${limits.depth} deep`,
      );
    }
  }
  yield* parser.end();
}

function refuseReferences(lexeme: string): void {
  const type = CST.tokenType(lexeme);
  const directive = type === "directive-line" && !/^%YAML[\t ]+1\.2[\t ]*$/.test(lexeme);
  if (directive || type === "anchor" || type === "alias" || type === "tag") {
    throw new FieldError("content-syntax", `${excerpt(lexeme)}: tags, anchors, aliases and directives are not allowed`);
  }
}

function plainValueOf(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plainValueOf);
  if (!isMap(node)) return null;
  const members = new Map<string, unknown>();
  for (const { key, value } of node.items) {
    const name = String(plainValueOf(key));
    if (members.has(name)) throw new FieldError("content-syntax", `${excerpt(name)} is repeated`, { field: name });
    members.set(name, plainValueOf(value));
  }
  return Object.fromEntries(members);
}
