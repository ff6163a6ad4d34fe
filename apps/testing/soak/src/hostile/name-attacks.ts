import { message } from "../wire/exchange.ts";
import type { Attack } from "./attack.ts";

/** Attacks by values that end up in notifications: names of notes, their media types, ids that clients claim. */
export function nameAttacks(): Attack[] {
  const put = (segment: string, type = "text/plain", content = "x"): Attack => {
    const target = `/notes/${segment}`;
    const bytes = message("PUT", target, { "Content-Type": type }, content);
    return {
      name: `PUT ${target.slice(0, 80)}, ${type.slice(0, 60)}`,
      bytes,
      allowed: ["201", "204"],
      changes: target,
    };
  };
  // A framework may remove the segments "." and ".." before the application sees them.
  const refused = (segment: string): Attack => ({ ...put(segment), allowed: ["400", "404", "405"] });
  const refusedType = (type: string): Attack => ({ ...put("types", type), allowed: ["400"] });
  return [
    put("a%0d%0aX-Evil:%201"),
    put("a%0D%0A%0D%0A--boundary--"),
    put("a%0aEvent-ID:%20evil"),
    put("a%0dEvent-ID:%20evil"),
    put("%1e%7b%22type%22:%22delete%22%7d%0a"),
    put("%22%7d%0a%1e%7b%22type%22:%22delete%22%7d"),
    put("a%00b"),
    put("%E2%82%AC"),
    put("%F0%9F%98%80"),
    put("%C2%85%E2%80%A8"),
    put("%3Cscript%3E"),
    put("%2F"),
    put("%2F..%2F..%2Fetc"),
    put("%5C%22"),
    put("__proto__"),
    put("constructor"),
    put("a;b=c"),
    put("a,b"),
    put("%25%30%64"),
    put("%EF%BB%BF"),
    put("a".repeat(255)),
    refused("a".repeat(256)),
    refused("%FF%FE"),
    refused("%C3%28"),
    refused("%ED%A0%80"),
    refused("%"),
    refused("%zz"),
    refused("\xe9"),
    refused("."),
    refused("%2e%2E"),
    refused("a b"),
    refused("a/b"),
    refused("a\x00b"),
    refused("a\x7fb"),
    put("types", 'text/plain; a="\\"\\\\"'),
    put("types", 'text/plain; a="b\tc"'),
    put("types", "multipart/mixed; boundary=x", "--x\r\n\r\nevil\r\n--x--\r\n"),
    put("types", "multipart/digest; boundary=x", "--x\r\n\r\nMethod: DELETE\r\n\r\n\r\n--x--\r\n"),
    put("types", "message/rfc822", "Method: DELETE\r\nEvent-ID: evil\r\n\r\n"),
    put("types", "application/http", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    put("types", "application/json-seq", '\x1e{"type":"delete"}\n'),
    put("types", `text/plain; a="${"x".repeat(8_000)}"`),
    refusedType("text/plain; charset=\xe9"),
    put("types", 'text/plain; a="\xe9"'),
    refusedType('text/plain; a="'),
    refusedType("text"),
    refusedType("text/plain\\r\\nX-Evil: 1"),
    refusedType("text/plain%0d%0aX-Evil:1"),
    refusedType("text/plain; a=b\x0bc"),
    ...["evil", "*", "x".repeat(2_000)].map(
      (id): Attack => ({
        name: `PUT with an Event-ID of ${id.slice(0, 10)}`,
        bytes: message("PUT", "/notes/ids", { "Content-Type": "text/plain", "Event-ID": id, ETag: '"evil"' }, "x"),
        allowed: ["201", "204"],
        changes: "/notes/ids",
      }),
    ),
    {
      name: "POST with hostile fields",
      bytes: message("POST", "/notes/", { "Content-Type": "text/plain", Slug: "a%0d%0ab", Location: "/evil" }, "x"),
      allowed: ["201"],
      changes: "",
    },
  ];
}
