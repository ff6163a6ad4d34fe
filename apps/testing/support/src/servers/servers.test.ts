import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { freePort, isListening } from "./free-port.ts";
import { listen } from "./listen.ts";
import { RestartableServer } from "./restartable-server.ts";

it("a server listens on a free port, and its close breaks off open connections", async () => {
  const { port, origin, close } = await listen(createServer((_, response) => response.end("here")));
  expect(await (await fetch(origin)).text()).toBe("here");
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const closed = once(socket, "close");
  await close();
  await closed;
  expect(await isListening(port)).toBe(false);
});

it("a free port is one that nobody listens on", async () => {
  const port = await freePort();
  expect(await isListening(port)).toBe(false);
  const { close } = await listen(createServer(), { port });
  expect(await isListening(port)).toBe(true);
  await close();
});

it("a restartable server comes back at the same address", async () => {
  const server = new RestartableServer();
  await server.start((_, response) => response.end("one"));
  const { origin } = server;
  expect(await (await fetch(origin)).text()).toBe("one");
  await server.kill();
  await expect(fetch(origin)).rejects.toThrow();
  await server.start((_, response) => response.end("two"));
  expect(server.origin).toBe(origin);
  expect(await (await fetch(origin)).text()).toBe("two");
  await server.kill();
  await server.kill();
});
