import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { prep, putAndShowFields } from "../neighbours/attacks/requests.ts";
import type { Scene } from "../neighbours/scene.ts";
import type { ServerConfiguration } from "../server/configuration.ts";
import type { ServerProcess } from "../server/server-process.ts";
import { message, mutate } from "../wire/exchange.ts";
import { fieldBlock, flag, frame, frameType, request, windowUpdate } from "../wire/frames.ts";
import { type Load, mebibyte } from "./formula.ts";

/** Occupies a server in one way. */
export interface Occupation {
  readonly name: string;
  /** What of the server's limits differs from the documented defaults, so that the occupation lasts. */
  readonly server?: Partial<ServerConfiguration>;
  /** The load that it makes, for this many. */
  readonly load: (count: number) => Load;
  /** How many there are in the long size. In the short one, a quarter of it. */
  readonly count: number;
  make(scene: Scene, server: ServerProcess, count: number): Promise<void>;
}

/** The bytes of a notification that waits: a delta in it. */
const long = 60_000;

/** How many of them wait at a time: they stay below the limits of 1 MiB. */
const some = 15;

const patchType = { "Content-Type": "application/merge-patch+json" };

function noteAt(index: number): string {
  return `/notes/memory-${index}`;
}

/** Makes this many notes. */
async function prepare({ port }: ServerProcess, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await mutate(port, "PUT", noteAt(index), { "Content-Type": "application/json" }, "{}");
  }
}

/** Patches each of this many notes several times, with long deltas. */
async function patch({ port }: ServerProcess, count: number): Promise<void> {
  for (let round = 0; round < some; round += 1) {
    const content = JSON.stringify({ text: String(round).padEnd(long, "x") });
    for (let index = 0; index < count; index += 1) await mutate(port, "PATCH", noteAt(index), patchType, content);
  }
}

async function sent(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (!socket.write(bytes)) await once(socket, "drain");
}

/** A subscription on HTTP/2 with deltas. */
function query(stream: number, target: string): Buffer {
  const fields = [
    ["content-type", "application/json"],
    ["accept", "application/http"],
  ] as const;
  const wish = { state: {}, events: { Accept: 'application/json;delta="*/*"' } };
  return request(stream, "QUERY", target, fields, Buffer.from(JSON.stringify(wish)));
}

/** Everything that occupies memory: see docs/operating.md. */
export const occupations: readonly Occupation[] = [
  {
    name: "subscriptions on connections of their own",
    count: 1_000,
    load: (count) => ({ connections: count, subscriptions: count }),
    async make(scene, server, count) {
      await prepare(server, 1);
      for (let index = 0; index < count; index += 1) {
        const socket = scene.read(scene.open());
        await sent(socket, prep(noteAt(0)));
        if (index % 50 === 49) await once(socket, "data");
      }
    },
  },
  {
    name: "subscriptions on one connection of HTTP/2",
    count: 1_000,
    load: (count) => ({ connections: 1, subscriptions: count }),
    async make(scene, server, count) {
      await prepare(server, 1);
      const socket = scene.openFrames([4, 65_535]);
      socket.write(windowUpdate(0, 2 ** 31 - 65_536));
      for (let index = 0; index < count; index += 1) {
        await sent(socket, request(2 * index + 1, "GET", noteAt(0), [["accept-events", '"prep"']]));
        if (index % 50 === 49) await once(socket, "data");
      }
    },
  },
  {
    name: "waiting notifications",
    count: 40,
    server: { log: { eventsPerResource: 1 } },
    load: (count) => ({ connections: 1, subscriptions: count, waitingBytes: count * some * long }),
    async make(scene, server, count) {
      await prepare(server, count);
      // The window has room for the representation.
      const socket = scene.openFrames([4, 2_000]);
      for (let index = 0; index < count; index += 1) await sent(socket, query(2 * index + 1, noteAt(index)));
      await pause(500);
      await patch(server, count);
    },
  },
  {
    name: "held events",
    count: 40,
    server: { log: { eventsPerResource: 1 } },
    load: (count) => ({ connections: 1, subscriptions: count, heldBytes: count * some * long }),
    async make(scene, server, count) {
      await prepare(server, count);
      const socket = scene.openFrames([4, 0]);
      for (let index = 0; index < count; index += 1) await sent(socket, query(2 * index + 1, noteAt(index)));
      await pause(500);
      await patch(server, count);
    },
  },
  {
    name: "withheld events",
    count: 40,
    server: { log: { eventsPerResource: 1 }, limits: { withheldSeconds: 600, withheldBytesInAll: 64 * mebibyte } },
    load: (count) => ({ connections: 1, withheldBytes: count * some * long }),
    async make(scene, server, count) {
      await prepare(server, count);
      const socket = scene.openFrames([4, 0]);
      for (let index = 0; index < count; index += 1) {
        const content = Buffer.from(JSON.stringify({ index }));
        await sent(socket, request(2 * index + 1, "PUT", noteAt(index), putAndShowFields, content));
      }
      await pause(500);
      await patch(server, count);
    },
  },
  {
    name: "requests behind streams",
    count: 4_000,
    load: (count) => ({ connections: count / 100, subscriptions: count / 100, waitingRequests: count }),
    async make(scene, server, count) {
      await prepare(server, 1);
      const requests = Buffer.concat(Array.from({ length: 100 }, () => message("GET", noteAt(0))));
      for (let index = 0; index < count / 100; index += 1) {
        const socket = scene.read(scene.open());
        await sent(socket, prep(noteAt(0)));
        await once(socket, "data");
        await sent(socket, requests);
      }
    },
  },
  {
    name: "unfinished contents",
    count: 1_000,
    server: { limits: { contentSeconds: 600 } },
    load: (count) => ({ connections: count / 100, unfinished: count, unfinishedBytes: count * 15_000 }),
    async make(scene, server, count) {
      await prepare(server, 1);
      for (let connection = 0; connection < count / 100; connection += 1) {
        const socket = scene.openFrames();
        for (let index = 0; index < 100; index += 1) {
          const stream = 2 * index + 1;
          const block = fieldBlock([
            [":method", "QUERY"],
            [":scheme", "http"],
            [":authority", "soak"],
            [":path", noteAt(0)],
            ["content-type", "application/json"],
          ]);
          await sent(socket, frame(frameType.headers, flag.endHeaders, stream, block));
          await sent(socket, frame(frameType.data, 0, stream, Buffer.alloc(15_000, 0x20)));
          if (index % 4 === 3) await pause(5);
        }
      }
    },
  },
  {
    name: "a full log",
    count: 500,
    // What it says that it holds is added to every load.
    load: () => ({}),
    async make(_, { port }, count) {
      await mutate(port, "PUT", noteAt(0), { "Content-Type": "application/json" }, "{}");
      for (let index = 0; index < count; index += 1) {
        const content = JSON.stringify({ text: String(index).padEnd(long, "x") });
        await mutate(port, "PATCH", noteAt(0), patchType, content);
      }
    },
  },
];
