import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Progress } from "../clients/progress.ts";
import type { ExchangeRecord, PieceRecord } from "../results/results.ts";
import { chunk, head } from "../scenarios/byte-text.ts";
import type { Answer, Scenario } from "../scenarios/scenario.ts";
import { readByPeer } from "./peer-reading.ts";
import { type ReceivedRequest, readRequests } from "./request-reader.ts";

/** One client at one scenario. */
export interface Session {
  /** Where the client is to go. */
  readonly url: string;
  /** The requests that the scenario's answers were given to. */
  readonly answered: readonly ReceivedRequest[];
  /** All requests, whatever they were answered with. */
  readonly received: readonly ReceivedRequest[];
  /** What the client should have reported before more was sent, and did not. */
  readonly late: readonly (number | "representation")[];
  /** What was received and sent, for the report; of each response not more than some kibibytes. */
  readonly exchanges: readonly ExchangeRecord[];
  /** Ends its connections. */
  close(): void;
}

/** How a server waits for clients. */
export interface ServerOptions {
  /** How long it waits for what a client is to report before more is sent, in milliseconds. */
  readonly patience: number;
  /** Whether it waits until pieces are read that are to be read one by one. */
  readonly pace: boolean;
}

/** Pieces of a body that may wait for each other. More would take too long: they leave one by one all the same. */
const mostPaced = 64;

/** Bytes of a response that a record holds at most. */
const longestRecord = 4_096;

interface OpenSession extends Session {
  readonly scenario: Scenario;
  readonly progress: Progress;
  readonly answered: ReceivedRequest[];
  readonly received: ReceivedRequest[];
  readonly late: (number | "representation")[];
  readonly exchanges: ExchangeRecord[];
  readonly sockets: Set<Socket>;
  readonly began: number;
}

/**
 * A server that writes to its sockets what scenarios say, to the byte. Each client at a scenario has a path of its own,
 * so that many can be put through at the same time.
 */
export class ScriptedServer {
  readonly #server: Server;
  readonly #origin: string;
  readonly #patience: number;
  readonly #pace: boolean;
  readonly #sessions = new Map<string, OpenSession>();
  readonly #sockets = new Set<Socket>();
  #count = 0;

  private constructor(server: Server, { patience, pace }: ServerOptions) {
    this.#server = server;
    this.#patience = patience;
    this.#pace = pace;
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket: Socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => {});
      this.#serve(socket).catch((error: unknown) => socket.destroy(error instanceof Error ? error : undefined));
    });
  }

  static async start(options: ServerOptions): Promise<ScriptedServer> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ScriptedServer(server, options);
  }

  /** Makes a place where the scenario is played to one client. */
  open(scenario: Scenario, progress: Progress): Session {
    const key = `${this.#count++}`;
    const session: OpenSession = {
      scenario,
      progress,
      url: `${this.#origin}/${key}/${scenario.id}`,
      answered: [],
      received: [],
      late: [],
      exchanges: [],
      sockets: new Set(),
      began: performance.now(),
      close: () => {
        this.#sessions.delete(key);
        for (const socket of session.sockets) socket.destroy();
      },
    };
    this.#sessions.set(key, session);
    return session;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(socket: Socket): Promise<void> {
    for await (const request of readRequests(socket)) {
      const session = this.#sessions.get(request.target.split("/")[1] ?? "");
      if (!session) {
        socket.end(empty("404 Not Found"));
        return;
      }
      session.sockets.add(socket);
      session.received.push(request);
      const { answers } = session.scenario;
      const answer = answers[session.answered.length];
      if (answer?.method === request.method) {
        session.answered.push(request);
        await this.#answer(socket, answer, session, request);
        if (answer.end !== "complete") return;
      } else {
        socket.write(offer(request.method, session.scenario, answer !== undefined));
      }
      // A connection may serve another session next, which must not be ended with this one.
      session.sockets.delete(socket);
    }
  }

  async #answer(socket: Socket, answer: Answer, session: OpenSession, request: ReceivedRequest): Promise<void> {
    const { progress, late, exchanges } = session;
    const record = new AnswerRecord(session, request);
    exchanges.push(record.exchange);
    const write = (text: string) => {
      record.add(text);
      return send(socket, text);
    };
    const paced = this.#pace && answer.paced && answer.body.length <= mostPaced;
    const deadline = performance.now() + this.#patience;
    await write(dated(answer.head));
    for (const step of answer.body) {
      if (socket.destroyed) break;
      if (typeof step === "string") {
        await write(answer.chunked ? chunk(step) : step);
        if (paced) await readByPeer(socket, deadline);
      } else if ("raw" in step) {
        await write(step.raw);
      } else if ("seconds" in step) {
        await setTimeout(step.seconds * 1000);
      } else if (!(await progress.reported(step.reported, this.#patience))) {
        late.push(step.reported);
      }
    }
    if (answer.end === "complete" && answer.chunked) await write("0\r\n\r\n");
    record.end(socket.destroyed ? "left" : answer.end);
    if (answer.end === "close") socket.end();
    if (answer.end === "reset") socket.resetAndDestroy();
  }
}

/** What is sent in answer to a request, as it stands in results: the head and the framing of the body with it. */
class AnswerRecord {
  readonly exchange: ExchangeRecord & {
    pieces: PieceRecord[];
    contentLength: number;
    ending?: ExchangeRecord["ending"];
  };
  readonly #began: number;

  constructor({ began, url }: OpenSession, { method, target, fields, content }: ReceivedRequest) {
    this.#began = began;
    this.exchange = {
      http: "HTTP/1.1",
      sentAt: this.#now(),
      request: {
        method,
        url: new URL(target, url).href,
        fields: Array.from(fields, ([name, value]) => ({ name, value })),
        ...(content === "" ? {} : { content: content.slice(0, longestRecord) }),
      },
      pieces: [],
      contentLength: 0,
    };
  }

  add(text: string): void {
    const { pieces, contentLength: offset } = this.exchange;
    this.exchange.contentLength += text.length;
    if (offset >= longestRecord) return;
    pieces.push({ at: this.#now(), offset, frame: pieces.length, text: text.slice(0, longestRecord - offset) });
  }

  end(how: Answer["end"] | "left"): void {
    if (how === "open") return;
    this.exchange.ending = { kind: how === "close" ? "closed" : how, at: this.#now() };
  }

  #now(): number {
    return Math.round((performance.now() - this.#began) * 10) / 10;
  }
}

/** Writes, and lets the bytes go before more is written. */
async function send(socket: Socket, text: string): Promise<void> {
  if (socket.destroyed) return;
  // One callback comes for sure: of the write, or of the connection's end.
  await new Promise<void>((resolve) => socket.write(text, "latin1", () => resolve()));
  await setImmediate();
}

function dated(text: string): string {
  return text.replace(/\{date(?:\+(\d+))?\}/g, (_, seconds: string | undefined) =>
    new Date(Date.now() + Number(seconds ?? 0) * 1000).toUTCString(),
  );
}

function empty(status: string, fields: Record<string, string> = {}): string {
  return dated(head(status, { Date: "{date}", ...fields, "Content-Length": "0" }));
}

/** What a request gets that the scenario does not speak of, such as one by which a client learns what is offered. */
function offer(method: string, { task }: Scenario, awaitsAnother: boolean): string {
  const offered: Record<string, string> =
    task.protocol === "prep"
      ? { "Accept-Events": '"prep";accept=("message/rfc822")', Vary: "Accept-Events" }
      : { "Accept-Query": '"application/json"' };
  const allow = task.protocol === "prep" ? "GET, HEAD, OPTIONS" : "GET, HEAD, OPTIONS, QUERY";
  if (!awaitsAnother) return empty("503 Service Unavailable", { "Retry-After": "600" });
  if (/^(?:GET|HEAD|OPTIONS)$/.test(method)) return empty("200 OK", { ...offered, Allow: allow });
  return empty("405 Method Not Allowed", { ...offered, Allow: allow });
}
