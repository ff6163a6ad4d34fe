import { message } from "../wire/exchange.ts";
import type { Attack } from "./attack.ts";

const subscription = JSON.stringify({ events: {} });

/** Attacks by header fields, on a resource that others watch. */
export function fieldAttacks(target: string): Attack[] {
  const get = (name: string, fields: Readonly<Record<string, string>>, ...allowed: string[]): Attack => ({
    name,
    bytes: message("GET", target, fields),
    allowed,
  });
  const prep = (name: string, value: string, ...allowed: string[]) => get(name, { "Accept-Events": value }, ...allowed);
  const query = (name: string, fields: Readonly<Record<string, string>>, ...allowed: string[]): Attack => ({
    name,
    bytes: message("QUERY", target, { "Content-Type": "application/json", ...fields }, subscription),
    allowed,
  });
  const resume = (name: string, id: string, ...allowed: string[]) =>
    get(name, { "Accept-Events": '"prep"', "Last-Event-ID": id }, ...allowed);
  const raw = (name: string, head: string, ...allowed: string[]): Attack => ({
    name,
    bytes: Buffer.from(`GET ${target} HTTP/1.1\r\nHost: soak\r\n${head}\r\n`, "latin1"),
    allowed,
  });
  return [
    // A field that does not parse is ignored as a whole (PREP-AE-3).
    prep("Accept-Events without end", '"prep";accept=(', "200"),
    prep("Accept-Events, deep", `"prep";accept=${"(".repeat(5_000)}`, "200"),
    prep("Accept-Events, deep and closed", `"prep";accept=${"(".repeat(500)}${")".repeat(500)}`, "200"),
    prep("Accept-Events with a bare CR escape", '"prep";accept="a\\r\\nb"', "200"),
    prep("Accept-Events with obs-text", '"prep\xe9"', "200"),
    prep("Accept-Events of commas", ",".repeat(10_000), "200"),
    prep("Accept-Events, a number beyond all", '"prep";q=99999999999999999999', "200"),
    prep("Accept-Events of nothing but quotes", '"'.repeat(9_999), "200"),
    prep("Accept-Events of a long name", `"${"p".repeat(12_000)}"`, "200"),
    // Unknown protocols and event fields are ignored one by one (PREP-AE-3, PREP-AE-7).
    prep("Accept-Events of 2,000 protocols", `${Array.from({ length: 2_000 }, (_, n) => `"p${n}"`)}, "prep"`, "stream"),
    prep("Accept-Events of 1,000 event fields", `"prep"${";a".repeat(1_000)}`, "stream"),
    prep("Accept-Events, __proto__, which is no name of a parameter", '"prep";__proto__=1;constructor=2', "200"),
    prep("Accept-Events, 300 times prep", Array.from({ length: 300 }, () => '"prep"').join(), "stream"),
    // No form that the server offers, or no form at all (PREP-NO-4).
    prep("Accept-Events of 1,000 media types", `"prep";accept=(${'"a/b" '.repeat(1_000).trim()})`, "200/406"),
    prep("Accept-Events, no media types, which is no wish", '"prep";accept=()', "stream"),
    prep("Accept-Events, a media type with CR LF", '"prep";accept="text/plain%0d%0aX-Evil: 1"', "200/400"),
    prep("Accept-Events, delta without end", '"prep";accept=("message/rfc822";delta="((((")', "200/400"),
    raw("Accept-Events beyond the limit of heads", `Accept-Events: "prep";a="${"a".repeat(20_000)}"\r\n`, "431"),
    raw("30,000 fields", "A: b\r\n".repeat(30_000), "431"),
    raw("Accept-Events with NUL", 'Accept-Events: "prep\0"\r\n', "400"),
    raw("white space before the colon", 'Accept-Events : "prep"\r\n', "400"),
    raw("a folded line", 'Accept-Events: "prep"\r\n ;accept="x"\r\n', "400"),
    raw("a bare CR", 'Accept-Events: "prep"\rX-Evil: 1\r\n', "400"),
    raw("a bare LF", 'X: 1\nAccept-Events: "prep"\r\n', "400"),
    // An unknown id resumes nothing (PREP-RS-7).
    resume("Last-Event-ID of 8,000 bytes", "x".repeat(8_000), "stream"),
    resume("Last-Event-ID of quotes", '"\\"\\\\', "stream"),
    resume("Last-Event-ID with obs-text", "\xe9\xff", "stream"),
    resume("Last-Event-ID, empty", "", "stream"),
    resume("Last-Event-ID, negative", "f-f--1", "stream"),
    resume("Last-Event-ID, huge", `a-b-${"z".repeat(300)}`, "stream"),
    resume("Last-Event-ID, __proto__", "__proto__", "stream"),
    // Durations that make no sense are ignored (EQ-EV-1).
    ...["1e999", "-1", "999999999999999", "9999999999999999", '"600"', "?1", "(1 2)", "NaN", "0.0000001", ""].map(
      (wish) =>
        query(`Events: duration=${wish}`, { Accept: "application/json-seq", Events: `duration=${wish}` }, "stream"),
    ),
    query("Events that does not parse", { Accept: "application/json-seq", Events: "((((" }, "stream"),
    // The request's own Accept counts as absent if it does not parse.
    query("Accept of commas", { Accept: ",".repeat(8_000) }, "stream"),
    query("Accept of 1,500 types", { Accept: Array.from({ length: 1_500 }, (_, n) => `a/b${n}`).join() }, "406"),
    query("Accept, deep comments", { Accept: "(".repeat(8_000) }, "stream"),
    query("Accept with a quoted string without end", { Accept: 'application/json-seq;a="' }, "stream"),
    query("Accept, weight beyond all", { Accept: "application/json-seq;q=1e99" }, "stream"),
  ];
}
