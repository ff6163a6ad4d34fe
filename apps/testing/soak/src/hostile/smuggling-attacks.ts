import { message } from "../wire/exchange.ts";
import type { Attack } from "./attack.ts";

/** Requests that contain another request for a parser that frames them differently. The server must never run it. */
export function smugglingAttacks(target: string): Attack[] {
  const inner = `PUT ${target} HTTP/1.1\r\nHost: soak\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nsmuggled`;
  const raw = (name: string, bytes: string, ...allowed: string[]): Attack => ({
    name,
    bytes,
    allowed,
  });
  const head = `QUERY ${target} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\n`;
  const attacks: Attack[] = [
    raw("both framings", `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`, "400"),
    raw("two lengths", `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}${inner}`, "400"),
    raw("two lengths in one", `${head}Content-Length: 2, 3\r\n\r\n{}${inner}`, "400"),
    raw("a signed length", `${head}Content-Length: +2\r\n\r\n{}${inner}`, "400"),
    raw("a length in white space", `${head}Content-Length: 2 2\r\n\r\n{}${inner}`, "400"),
    raw("an unknown coding", `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`, "400"),
    raw("a coding in disguise", `${head}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${inner}`, "400"),
    raw("a chunk size beyond all", `${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${inner}`, "400"),
    raw("a chunk that is longer", `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n${inner}`, "400"),
    raw(
      "trailer fields",
      `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nEvents: duration=1\r\n\r\n`,
      "stream",
    ),
    { name: "in what is refused for its length", ...inRefused(20_000), allowed: ["413"] },
    { name: "in what is refused for its type", ...inRefused(0), allowed: ["415"] },
    raw(
      "in the content of a GET",
      `GET ${target} HTTP/1.1\r\nHost: soak\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
      "200",
    ),
    {
      name: "in a subscription by GET",
      bytes: message("GET", target, { "Accept-Events": '"prep"' }, inner),
      allowed: ["stream"],
    },
    raw("in a field", `GET ${target} HTTP/1.1\r\nX: ${inner}`, "200"),
    raw("behind HTTP/0.9", `GET ${target}\r\n${inner}`, "400"),
    raw("behind another version", `GET ${target} HTTP/9.9\r\n\r\n${inner}`, "400"),
    raw("in an upgrade", `GET ${target} HTTP/1.1\r\nHost: soak\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`, "200"),
    raw("a method with CR", `PUT\r ${target} HTTP/1.1\r\n\r\n`, "400"),
    raw("a method that is none", `PU(T ${target} HTTP/1.1\r\nHost: soak\r\n\r\n`, "400"),
    raw("a method of 10,000 letters", `${"P".repeat(10_000)} ${target} HTTP/1.1\r\nHost: soak\r\n\r\n`, "400"),
    raw(
      "another method by a field",
      `POST ${target} HTTP/1.1\r\nHost: soak\r\nX-HTTP-Method-Override: PUT\r\nContent-Length: 0\r\n\r\n`,
      "405",
    ),
  ];
  return attacks.map((attack) => ({ ...attack, several: true }));

  function inRefused(padding: number): Pick<Attack, "bytes"> {
    const type = padding > 0 ? "application/json" : "text/evil";
    return { bytes: message("QUERY", target, { "Content-Type": type }, `${"x".repeat(padding)}\r\n${inner}`) };
  }
}
