import { readFileSync } from "node:fs";
import { CommandError } from "./command-error.ts";

/** The URL of requests, and their header fields. */
export interface RequestTarget {
  /** The URL without credentials, because `fetch` refuses URLs that have them. */
  readonly url: string;
  readonly headers: Headers;
  /** Strings that no message may show: any given value may contain credentials. */
  readonly secrets: readonly string[];
}

/**
 * Reads the URL and the fields of requests. Errors name what is wrong, but do not show its value.
 *
 * @param fields `NAME: VALUE`, or `@FILE` with such lines
 * @param user `NAME:PASSWORD` for Basic authentication (RFC 7617); the URL may contain it instead
 * @throws CommandError
 */
export function requestTarget(word: string, fields: readonly string[], user: string | undefined): RequestTarget {
  const url = urlOf(word);
  const headers = new Headers();
  const secrets: string[] = [];
  const given = user ?? (url.username || url.password ? decoded(url) : undefined);
  url.username = "";
  url.password = "";
  if (given !== undefined) {
    if (!given.includes(":")) throw new CommandError("usage", "--user takes NAME:PASSWORD");
    const credentials = Buffer.from(given).toString("base64");
    headers.set("authorization", `Basic ${credentials}`);
    secrets.push(credentials, given, given.slice(given.indexOf(":") + 1));
  }
  for (const line of fields.flatMap(linesOf)) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    if (colon < 1) throw new CommandError("usage", "--header takes 'NAME: VALUE', or @FILE with such lines");
    try {
      headers.append(name, value);
    } catch {
      throw new CommandError("usage", `--header: the field ${JSON.stringify(name)} has an invalid name or value`);
    }
    secrets.push(value, ...value.split(/\s+/));
  }
  // Shorter ones are easy to guess anyway, and removing them would make messages unreadable.
  return { url: url.href, headers, secrets: secrets.filter(({ length }) => length >= 4) };
}

/** Removes the secrets from a text. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, "…"), text);
}

function urlOf(word: string): URL {
  const url = URL.canParse(word) ? new URL(word) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new CommandError("usage", "The URL must be absolute, such as http://127.0.0.1:8080/notes/welcome");
}

function decoded({ username, password }: URL): string {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return `${username}:${password}`;
  }
}

function linesOf(word: string): string[] {
  if (!word.startsWith("@")) return [word];
  const file = word.slice(1);
  try {
    return readFileSync(file, "utf8")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new CommandError("file", `--header: the file ${file} can't be read: ${code}`, { cause });
  }
}
