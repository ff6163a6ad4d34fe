import type { FieldLine } from "../wire/field-line.ts";
import type { CheckResult, ExchangeRecord, PieceRecord } from "./results.ts";

/** Replaces a credential. */
export const hiddenText = "(not shown)";
/** Secrets shorter than this are not searched for: such texts occur by chance. */
const shortest = 4;

/**
 * The texts that no report may show: the values of the configuration's fields, the credentials in them (the text after
 * the scheme, the decoded text of Basic, each cookie), and the forms that each takes in JSON and in URLs. Longest
 * first.
 */
export function secretsOf(fields: Readonly<Record<string, string>>): readonly string[] {
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(fields)) {
    const parts = [value, ...credentialsOf(name, value)].filter((part) => part.length >= shortest);
    for (const part of parts) {
      const utf8 = Buffer.from(part, "utf8").toString("latin1");
      for (const form of [part, utf8, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)]) secrets.add(form);
    }
  }
  return [...secrets].sort((one, other) => other.length - one.length);
}

function credentialsOf(name: string, value: string): readonly string[] {
  if (/^cookie$/i.test(name)) return value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf("=") + 1));
  if (!/^(proxy-)?authorization$/i.test(name)) return [];
  const [, scheme = "", credentials = ""] = /^(\S+)\s+(.*)$/.exec(value) ?? [];
  if (!/^basic$/i.test(scheme)) return [credentials];
  const decoded = Buffer.from(credentials, "base64").toString("utf8");
  return [credentials, decoded, decoded.slice(decoded.indexOf(":") + 1)];
}

/** Replaces the secrets in a text. */
export function redactedText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, hiddenText), text);
}

/** Replaces the secrets in a result, wherever a server repeats them. Offsets into contents stay valid. */
export function redactedResult(result: CheckResult, secrets: readonly string[]): CheckResult {
  if (secrets.length === 0) return result;
  const text = (value: string) => redactedText(value, secrets);
  const { reason, expected, observed, left, exchanges } = result;
  return {
    ...result,
    ...(reason === undefined ? {} : { reason: text(reason) }),
    ...(expected === undefined ? {} : { expected: text(expected) }),
    ...(observed === undefined ? {} : { observed: text(observed) }),
    ...(left === undefined ? {} : { left: left.map(text) }),
    ...(exchanges === undefined ? {} : { exchanges: exchanges.map((exchange) => redactedExchange(exchange, secrets)) }),
  };
}

function redactedExchange(exchange: ExchangeRecord, secrets: readonly string[]): ExchangeRecord {
  const text = (value: string) => redactedText(value, secrets);
  const lines = (fields: readonly FieldLine[]) =>
    fields.map(({ name, value }) => ({ name: text(name), value: text(value) }));
  const { request, response, pieces, trailers, faults, ending } = exchange;
  return {
    ...exchange,
    request: {
      method: request.method,
      url: text(request.url),
      fields: lines(request.fields),
      ...(request.content === undefined ? {} : { content: text(request.content) }),
    },
    ...(response === undefined ? {} : { response: { ...response, fields: lines(response.fields) } }),
    pieces: redactedPieces(pieces, secrets),
    ...(trailers === undefined ? {} : { trailers: lines(trailers) }),
    ...(faults === undefined ? {} : { faults: faults.map(text) }),
    ...(ending?.detail === undefined ? {} : { ending: { ...ending, detail: text(ending.detail) } }),
  };
}

/** Masks secrets byte by byte, even if a secret is split between pieces or truncated at the end. */
function redactedPieces(pieces: readonly PieceRecord[], secrets: readonly string[]): readonly PieceRecord[] {
  let whole = pieces.map(({ text }) => text).join("");
  for (const secret of secrets) {
    whole = whole.replaceAll(secret, "*".repeat(secret.length));
    for (let length = secret.length - 1; length >= shortest; length--) {
      if (whole.endsWith(secret.slice(0, length))) whole = whole.slice(0, -length) + "*".repeat(length);
    }
  }
  let at = 0;
  return pieces.map((piece) => {
    const text = whole.slice(at, at + piece.text.length);
    at += piece.text.length;
    return { ...piece, text };
  });
}
