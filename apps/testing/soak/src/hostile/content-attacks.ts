import { message } from "../wire/exchange.ts";
import type { Attack } from "./attack.ts";

/** Attacks by the content of subscriptions, in JSON and YAML. */
export function contentAttacks(target: string): Attack[] {
  const json = (name: string, content: string | Uint8Array, ...allowed: string[]): Attack => ({
    name: `JSON: ${name}`,
    bytes: message("QUERY", target, { "Content-Type": "application/json", Accept: "application/json-seq" }, content),
    allowed,
  });
  const yaml = (name: string, content: string | Uint8Array, ...allowed: string[]): Attack => ({
    name: `YAML: ${name}`,
    bytes: message("QUERY", target, { "Content-Type": "example/events-query", Accept: "application/http" }, content),
    allowed,
  });
  const laughs = Array.from(
    { length: 9 },
    (_, n) => `${"abcdefghi"[n]}: &${"abcdefghi"[n]} [${n === 0 ? "lol" : Array(9).fill(`*${"abcdefghi"[n - 1]}`)}]`,
  );
  const nested = (depth: number) => `{"events":{"x":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
  return [
    json("too long", `{"events":{"x":"${"x".repeat(20_000)}"}}`, "413"),
    json("nested 8,000 deep", nested(8_000), "422"),
    json("nested 17 deep", nested(17), "422"),
    json("objects 2,500 deep", '{"a":'.repeat(2_500), "400"),
    json("cut off", '{"events":{', "400"),
    json("nothing", "", "400"),
    json("NUL", '{"events":{}}\0', "400"),
    json("NUL in a value", '{"events":{"Accept":"\\u0000"}}', "422"),
    json("CR LF in a value", '{"events":{"Accept":"application/json\\r\\nX-Evil: 1"}}', "422"),
    json("CR LF in a name", '{"events":{"Accept\\r\\nX-Evil":"1"}}', "422"),
    json("CR LF in a name of state", '{"events":{},"state":{"Accept\\r\\nX-Evil":"1"}}', "422"),
    json("CR LF in a value of state", '{"events":{},"state":{"If-None-Match":"\\"a\\"\\r\\nX-Evil: 1"}}', "422"),
    json(
      "UTF-8 that is none",
      Uint8Array.from([...Buffer.from('{"events":{"x":"'), 0xc3, 0x28, 0x22, 0x7d, 0x7d]),
      "400",
    ),
    json("UTF-16", Buffer.from(JSON.stringify({ events: {} }), "utf16le"), "400"),
    json("a byte order mark in between", '{"events":\ufeff{}}', "400"),
    json("a lone surrogate", '{"events":{"Accept":"\\ud800"}}', "422"),
    json("two documents", "{}{}", "400"),
    json("a comment", '{"events":{}}//', "400"),
    json("a number beyond all", '{"events":1e999}', "422"),
    json("a long number", `{"events":${"9".repeat(10_000)}}`, "422"),
    json("a number for a value", '{"events":{"Accept":5}}', "422"),
    json("an array", "[]", "422"),
    json("a text", '"events"', "422"),
    json("repeated names, the last a text", '{"events":{},"events":"x"}', "422"),
    json("repeated fields", '{"events":{"Accept":"application/json","accept":"text/plain"}}', "422"),
    json("__proto__", '{"__proto__":{"events":{}},"events":{}}', "stream"),
    json("__proto__ in events", '{"events":{"__proto__":"polluted","constructor":"x"}}', "stream"),
    json("state without events", '{"state":{}}', "422"),
    json(
      "fields of state that concern others",
      stateWith({ Authorization: "Basic x", Cookie: "a=b", Host: "evil" }),
      "406",
    ),
    json(
      "framing in state",
      stateWith({ "Content-Length": "5", "Transfer-Encoding": "chunked", Connection: "x" }),
      "406",
    ),
    json("another target in state", stateWith({ ":path": "/notes/secret", "X-HTTP-Method-Override": "DELETE" }), "422"),
    json("a range", stateWith({ Range: "bytes=0-0,1-1,".repeat(200) }), "406"),
    yaml("billion laughs", `${laughs.join("\n")}\nevents: *i\n`, "400"),
    yaml("an alias of itself", "events: &a\n  x: *a\n", "400"),
    yaml("an anchor", "events: &a {}\n", "400"),
    yaml("a tag", "events: !!js/function 'function(){}'\n", "400"),
    yaml("a directive", "%TAG ! tag:evil,2000:\n---\nevents: {}\n", "400"),
    yaml("merged keys", "events:\n  <<: {Accept: application/json}\n", "422"),
    yaml("flow nested 5,000 deep", `events: ${"[".repeat(5_000)}`, "422"),
    yaml("blocks nested deep", Array.from({ length: 120 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"), "422"),
    yaml("indentation of a sequence", "- ".repeat(5_000), "422"),
    yaml("repeated keys", "events: {}\nevents: {}\n", "400"),
    yaml("two documents", "events: {}\n---\nevents: {}\n", "400"),
    yaml("NUL", "events: {}\0\n", "400"),
    yaml("UTF-8 that is none", Uint8Array.from([...Buffer.from("events: "), 0xff, 0xfe]), "400"),
    yaml("__proto__", "__proto__:\n  events: {}\nevents: {}\n", "stream"),
    yaml("a number beyond all", "events: 1e999\n", "422"),
    yaml("an integer in octal", "events: 0o777777777777777777777777\n", "422"),
    yaml("CR LF in a value", 'events: {Accept: "application/json\\r\\nX-Evil: 1"}\n', "422"),
    yaml("a NUL in a value", 'events: {Accept: "\\0"}\n', "422"),
    yaml("a folded value", "events:\n  Accept: >\n    application/json\n\n\n    X-Evil: 1\n", "422"),
    yaml("question marks", "? ".repeat(5_000), "422"),
    yaml("too long", `#${"x".repeat(20_000)}`, "413"),
    yaml("punctuation", ",".repeat(16_000), "400"),
    {
      name: "no Content-Type",
      bytes: message("QUERY", target, {}, '{"events":{}}'),
      allowed: ["400"],
    },
    ...["text/plain", "application/json; charset=utf-16", "application/json; charset"].map((type) => ({
      name: `Content-Type ${type}`,
      bytes: message("QUERY", target, { "Content-Type": type }, '{"events":{}}'),
      allowed: ["400", "415"],
    })),
    {
      name: "a content coding",
      bytes: message("QUERY", target, { "Content-Type": "application/json", "Content-Encoding": "gzip" }, "{}"),
      allowed: ["415"],
    },
  ];
}

function stateWith(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify({ events: {}, state: fields });
}
