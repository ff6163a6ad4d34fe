import { Composer, CST, type Document, isMap, isScalar, isSeq, Lexer, Parser } from "yaml";
import { excerpt, FieldError } from "./errors.ts";
import { type SubscriptionLimits, subscriptionOf } from "./subscription.ts";
import type { Realization } from "./subscription-content.ts";

/**
 * The data model in `example/events-query`, the placeholder media type of the drafts (EQ-RQ-3). The content is a single
 * document in YAML 1.2 with the core schema, which includes JSON. Tags, anchors, aliases, directives other than `%YAML
 * 1.2` and repeated keys are errors. Empty content and `---` mean the empty model. YAML reserves `@` at the start of
 * names and values; it is allowed here because the drafts use it.
 *
 * Content with more lexical tokens than an eighth of the limit in bytes (2048 by default) is an error
 * (`content-too-large`). That many tokens take long to read, and no useful subscription has them.
 */
export const eventsQueryRealization: Realization = {
  mediaType: "example/events-query",
  read: (content, limits) => subscriptionOf(parseDocument(content, limits) ?? {}, limits),
};

/** Where a composer finds an error: an offset, a range, or a token. */
type ErrorSource = number | readonly [number, ...number[]] | { readonly offset: number };

function parseDocument(content: string, limits: Required<SubscriptionLimits>): unknown {
  let document: Document.Parsed | undefined;
  for (const next of composerOf(content).compose(parseTokens(content, limits), true, content.length)) {
    if (document !== undefined) throw notSingle();
    document = next;
  }
  if (document === undefined) throw notSingle();
  for (const { code, message, pos } of document.errors) refuse(content, pos[0], code, message);
  return plainValueOf(document.contents);
}

function notSingle(): FieldError {
  return new FieldError("content-syntax", "The content is not a single document");
}

/**
 * A composer that stops at the first error. Otherwise it collects all of them, each with a stack trace: that takes most of the
 * time that hostile content costs. A composer without this member would collect them, and they would be refused in the end.
 */
function composerOf(content: string): Composer {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false, // true would compare every pair of keys
  });
  const onError = (source: ErrorSource, code: string, message: string, warning?: boolean): void => {
    if (warning === true) return;
    if (typeof source === "number") refuse(content, source, code, message);
    else refuse(content, "offset" in source ? source.offset : source[0], code, message);
  };
  return Object.assign(composer, { onError });
}

/** Refuses content with an error, unless it is a plain scalar that begins with `@`. */
function refuse(content: string, at: number, code: string, message: string): void {
  if (code === "BAD_SCALAR_START" && content[at] === "@") return;
  // A message may repeat a piece of the content of any length.
  throw new FieldError("content-syntax", `${message.slice(0, 100)} at ${at}`);
}

/** Parses token by token, to refuse content that is nested too deep before anything recurses into it. */
function* parseTokens(content: string, limits: Required<SubscriptionLimits>): Generator<CST.Token, void> {
  const parser = new Parser();
  let lexemes = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(content)) {
    lexemes += 1;
    if (lexemes > limits.bytes / 8) {
      throw new FieldError("content-too-large", `The content has more than ${limits.bytes / 8} lexical tokens`);
    }
    if (!scalar) refuseReferences(lexeme);
    scalar = lexeme === CST.SCALAR;
    yield* withoutErrors(parser.next(lexeme), content);
    // The stack also holds the document and the current scalar.
    if (parser.stack.length > limits.depth + 2) {
      throw new FieldError(
        "content-too-deep",
        `The content nests mappings and sequences more than ${limits.depth} deep`,
      );
    }
  }
  yield* withoutErrors(parser.end(), content);
}

function* withoutErrors(tokens: Iterable<CST.Token>, content: string): Generator<CST.Token, void> {
  for (const token of tokens) {
    if (token.type === "error") refuse(content, token.offset, "UNEXPECTED_TOKEN", token.message);
    yield token;
  }
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
