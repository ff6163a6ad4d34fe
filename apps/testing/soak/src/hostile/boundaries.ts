import type { Report } from "../scenario.ts";
import { ServerProcess } from "../server/server-process.ts";
import { exchange, message } from "../wire/exchange.ts";
import { fieldOf } from "../wire/fields.ts";
import { Watch } from "./watch.ts";

const target = "/scribble";
const delta = "text/plain";

/** What a writer writes who knows the boundary between notifications. */
function forged(boundary: string): string[] {
  const part = "\r\n\r\nMethod: DELETE\r\nDate: Sun, 22 Nov 2026 07:33:04 GMT\r\nEvent-ID: forged\r\n\r\n";
  const mark = `--${boundary}`;
  const beginnings = ["", "\r\n", "\n", "\r", "x\r\n", "x\n", "x\r", "\r\n\r\n", "\n\r", "\u00e9\r\n"];
  const rests = ["", "--", "--\r\n", part, " \t\r\n", "x", "\r\n"];
  return [
    ...beginnings.flatMap((beginning) => rests.map((rest) => `${beginning}${mark}${rest}`)),
    `x${mark}--`,
    `${mark.slice(0, -1)}\r\n${mark.slice(1)}`,
    `\r\n${mark}${part}\r\n${mark}--\r\n`,
    `\r\n--${boundary.toLowerCase()}--\r\n`,
  ];
}

/** What ends items, messages, and parts with any boundary. */
const others = [
  '\x1e{"type":"delete","event-id":"forged","published":"2026-11-22T07:33:04Z"}\n',
  '\n\x1e{"type":"delete"}\n\x1e',
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
  "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  '"}\n\x1e{"type":"delete"}',
  '\\"}\u2028\u2029\u0000',
  "\r\n\r\n--\r\n--\r\n--",
  "",
];

/**
 * Attacks by writers who have subscribed, and use the boundary of their audience against its other members. Only every
 * `stride`-th forgery is tried.
 */
export async function attackBoundaries(stride: number, report: Report): Promise<number> {
  const server = await ServerProcess.start({ application: "scribble" });
  const { port } = server;
  let count = 0;
  try {
    await exchange(port, message("PUT", target, { "Content-Type": "text/plain" }, "Hello"));
    const watch = await Watch.start(port, target, delta);
    const writers = await Watch.start(port, target, delta);
    const boundaries = boundariesOf(writers);
    const shared = boundaries.filter((boundary) => boundariesOf(watch).includes(boundary));
    report.check(shared.length === boundaries.length, () => "The writers do not share the watchers' boundaries");
    writers.leave();

    const tried = boundaries.flatMap(forged).filter((_, index) => index % stride === 0);
    for (const content of [...tried, ...others]) {
      count += 1;
      await watch.change("PATCH", target, { "Content-Type": delta }, content);
      const problem = watch.problem() ?? deltaProblem(watch, content);
      report.check(problem === undefined, () => `PATCH ${JSON.stringify(content)}: ${problem}`);
    }

    // In a representation, for new subscribers; also after the bytes that the server searches before it sends the head.
    for (const boundary of boundaries) {
      for (const before of ["", "x".repeat(70_000)]) {
        count += 1;
        const content = `${before}\r\n--${boundary}--\r\n`;
        await watch.change("PUT", target, { "Content-Type": "text/plain" }, content);
        const fresh = await Watch.start(port, target, delta);
        for (const { representation, kind } of fresh.subscribers) {
          const whole = representation === undefined || representation.toString() === content;
          report.check(whole, () => `${JSON.stringify(kind)} got another representation`);
        }
        const { length } = watch.ids;
        await watch.mark();
        await fresh.receive(1);
        fresh.ids.push(...watch.ids.slice(length));
        const problem = watch.problem() ?? fresh.problem();
        report.check(problem === undefined, () => `A representation with a boundary: ${problem}`);
        fresh.leave();
      }
    }

    count += await attackDescriptions(port, watch, boundaries, stride, report);
    watch.leave();
    const { errors } = await server.figures();
    const strange = Object.keys(errors).filter((code) => code !== "event");
    report.check(strange.length === 0, () => `Reported: ${strange.join()}`);
    return count;
  } finally {
    await server.kill();
  }
}

/** Attacks by names, types, tags and locations. A value that can't be written costs that event, and nothing else. */
async function attackDescriptions(
  port: number,
  watch: Watch,
  boundaries: readonly string[],
  stride: number,
  report: Report,
): Promise<number> {
  const marks = boundaries.flatMap((boundary) => [`\r\n--${boundary}--`, `--${boundary}--`, `"--${boundary}--"`]);
  const hostile = [
    "\r\nX-Evil: 1",
    "a\nb",
    "a\rb",
    "\0",
    "\u00e9",
    "\u20ac",
    "\ud83d\ude00",
    "\u007f",
    '"',
    "a b",
    "x".repeat(9_000),
    ...marks,
  ];
  const tried = ["object", "etag", "type", "delta-type", "location"]
    .flatMap((name) => hostile.map((value) => [name, value] as const))
    .filter((_, index) => index % stride === 0);
  for (const [name, value] of tried) {
    const method = name === "location" ? "POST" : "PATCH";
    const query = new URLSearchParams([[name, value]]);
    const answer = await exchange(port, message(method, `${target}?${query}`, { "Content-Type": delta }, "x"));
    const id = answer && fieldOf(answer.fields, "event-id");
    const about = () => `${name}=${JSON.stringify(value)}`;
    report.check(answer !== undefined, () => `${about()} got no response`);
    if (id !== undefined) watch.ids.push(id);
    await watch.mark();
    const problem = watch.problem();
    report.check(problem === undefined, () => `${about()}: ${problem}`);
    if (problem !== undefined) break;
  }
  return tried.length;
}

function boundariesOf(watch: Watch): string[] {
  return watch.subscribers.flatMap(({ boundary }) => boundary ?? []);
}

/** The delta must come unchanged; if it has the boundary at the start of a line, it must not come at all. */
function deltaProblem(watch: Watch, content: string): string | undefined {
  for (const { kind, boundary, notifications } of watch.subscribers) {
    if (kind.form === "application/activity+json") continue;
    const sent = notifications.at(-1)?.delta;
    const isHit =
      kind.form === "message/rfc822" && boundary !== undefined && new RegExp(`(^|[\\r\\n])--${boundary}`).test(content);
    const expected = isHit || content === "" ? undefined : content;
    const text = Buffer.isBuffer(sent) ? sent.toString() : sent;
    if (text !== expected) return `${JSON.stringify(kind)} got the delta ${JSON.stringify(text)}`;
  }
  return undefined;
}
