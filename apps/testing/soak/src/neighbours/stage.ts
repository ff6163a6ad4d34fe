import type { Adapter, Figures } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import { type message, mutate } from "../wire/exchange.ts";
import { HonestProcess } from "./honest/honest-process.ts";
import { own, shared } from "./honest/places.ts";
import type { NeighboursSize } from "./size.ts";

/** A server behind one adapter, and the honest people who use it. */
export class Stage {
  readonly adapter: Adapter;
  readonly server: ServerProcess;
  readonly honest: HonestProcess;

  private constructor(adapter: Adapter, server: ServerProcess, honest: HonestProcess) {
    this.adapter = adapter;
    this.server = server;
    this.honest = honest;
  }

  static async set(adapter: Adapter, size: NeighboursSize): Promise<Stage> {
    const { subscribers, interval, patience, fault } = size;
    const server = await ServerProcess.start({
      application: "adapted",
      adapter,
      ...(fault !== undefined && { fault }),
    });
    try {
      const { port, http2Port } = server;
      for (const target of [...shared, ...own]) {
        await mutate(port, ...put(target, '{"n":-1}'));
      }
      const honest = await HonestProcess.start({ port, http2Port, subscribers, interval, patience });
      const stage = new Stage(adapter, server, honest);
      await stage.#warmUp();
      return stage;
    } catch (error) {
      await server.kill();
      throw error;
    }
  }

  /** The figures before or after an attack. The notes that are shared get short again. */
  async figures(): Promise<Figures> {
    for (const target of shared) await mutate(this.server.port, ...put(target, '{"n":-1}'));
    return this.server.figures();
  }

  async clear(): Promise<void> {
    await this.honest.kill();
    await this.server.kill();
  }

  /** Compiled code and filled caches stay in memory, and are no growth. */
  async #warmUp(): Promise<void> {
    await this.honest.begin();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await this.honest.end();
  }
}

function put(target: string, content: string): Parameters<typeof message> {
  return ["PUT", target, { "Content-Type": "application/json" }, content];
}
