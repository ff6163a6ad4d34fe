import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Progress } from "../clients/progress.ts";
import type { ExchangeRecord } from "../results/results.ts";
import { chunk } from "../scenarios/byte-text.ts";
import type { Answer, Scenario } from "../scenarios/scenario.ts";
import { AnswerRecord } from "./answer-record.ts";
import { readByPeer } from "./peer-reading.ts";
import { dated, empty, offer } from "./plain-answers.ts";
import { type ReceivedRequest, readRequests } from "./request-reader.ts";

/** One client in one scenario. */
export interface Session {
  /** The URL for the client. */
  readonly url: string;
  /** The requests that got the scenario's answers. */
  readonly answered: readonly ReceivedRequest[];
  /** All requests. */
  readonly received: readonly ReceivedRequest[];
  /** What the client should have reported before more was sent, but did not. */
  readonly late: readonly (number | "representation")[];
  /** The requests and responses for the report, cut after some kibibytes. */
  readonly exchanges: readonly ExchangeRecord[];
  /** Ends its connections. */
  close(): void;
}

/** How the server waits for clients. */
export interface ServerOptions {
  /** Milliseconds that it waits for an expected report before it sends more. */
  readonly patience: number;
  /** Whether it waits until the client has read one paced piece before it sends the next. */
  readonly pace: boolean;
}

/** The most pieces of a body to pace. More would take too long; they are still written one by one. */
const maximumPaced = 64;

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
 * A server that writes exactly the bytes that scenarios say. Each session has its own path, so that many can run at the
 * same time.
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

  /** Opens a session: a URL where one client gets the scenario. */
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
      // The connection may serve another session next, and must not end with this one.
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
    const paced = this.#pace && answer.paced && answer.body.length <= maximumPaced;
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

/** Writes bytes and waits until they have left. */
async function send(socket: Socket, text: string): Promise<void> {
  if (socket.destroyed) return;
  // The callback is called in any case: after the write, or when the connection ends.
  await new Promise<void>((resolve) => socket.write(text, "latin1", () => resolve()));
  await setImmediate();
}
