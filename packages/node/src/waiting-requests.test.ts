import { setImmediate } from "node:timers/promises";
import { isOpen, sendPrep, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { serve } from "../test/serve.ts";

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe("requests that wait for their turn", () => {
  it("close their connection if more than a hundred wait behind a stream", async () => {
    let handled = 0;
    const { connect, events } = await serve((request, response) => {
      if (request.url !== "/note") handled += 1;
      response.end("hello");
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    client.socket.write(get("/other").repeat(100));
    await setImmediate();
    expect(client.over).toBe(false);
    client.socket.write(get("/other").repeat(50));
    await client.closed;
    await until(() => events.stats().subscriptions.total === 0);
    expect(handled).toBe(0);
  });

  it("close it, too, if they came in one piece with the request for the stream", async () => {
    const { connect, events } = await serve((_, response) => void response.end("hello"));
    const client = connect();
    client.socket.write(`GET /note HTTP/1.1\r\nHost: x\r\nAccept-Events: "prep"\r\n\r\n${get("/other").repeat(500)}`);
    await client.closed;
    await until(() => events.stats().subscriptions.total === 0);
  });

  it("give their places back when the client leaves, however many wait", async () => {
    const { connect, events } = await serve((_, response) => void response.end("hello"));
    const prep = 'GET /note HTTP/1.1\r\nHost: x\r\nAccept-Events: "prep"\r\n\r\n';
    for (const count of [1, 50, 101, 3_000]) {
      const { opened } = events.stats();
      const clients = Array.from({ length: 9 }, () => connect());
      for (const { socket } of clients) socket.pause().write(prep.repeat(count));
      await until(() => events.stats().opened === opened + 9);
      for (const { socket } of clients) socket.destroy();
      await until(() => events.stats().subscriptions.total === 0);
    }
  });

  it("are all responded to, in order, behind ordinary responses", async () => {
    const { connect } = await serve((request, response) => {
      request.resume();
      const end = () => void response.end(`<${request.url}>`);
      if (request.url === "/0") setTimeout(end, 20);
      else end();
    });
    const client = connect();
    const count = 1_000;
    client.socket.write(Array.from({ length: count }, (_, index) => get(`/${index}`)).join(""));
    await until(() => client.text.includes(`</${count - 1}>`), "all responses", 50);
    expect([...client.text.matchAll(/<\/(\d+)>/g)].map(([, index]) => Number(index))).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
  }, 60_000);

  it("are not read above the limit until fewer wait", async () => {
    let release = (): unknown => undefined;
    const { connect, server } = await serve((request, response) => {
      if (request.url === "/slow") release = () => response.end("slow");
      else response.end("quick");
    });
    let seen = 0;
    server.on("request", () => {
      seen += 1;
    });
    const client = connect();
    client.socket.write(get("/slow"));
    await until(() => seen === 1);
    const block = get("/quick").repeat(1_000);
    for (let count = 0; count < 60; count += 1) client.socket.write(block);
    await until(() => seen > 101);
    // What is left stays with the client: a connection that is read would have brought all of it.
    let before = -1;
    while (before !== seen) {
      before = seen;
      for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    }
    expect(seen).toBeLessThan(20_000);
    release();
    await until(() => seen === 60_001, "all requests", 100);
  }, 120_000);

  it("are not read behind a long response either, whose client reads it", async () => {
    let drained = 0;
    const { connect, server } = await serve((request, response) => {
      if (request.url !== "/long") return void response.end("quick");
      const write = (): void => {
        while (response.write("x".repeat(16_384)));
      };
      response.on("drain", () => {
        drained += 1;
        write();
      });
      write();
    });
    let seen = 0;
    server.on("request", () => {
      seen += 1;
    });
    const client = connect();
    client.socket.removeAllListeners("data");
    client.socket.resume();
    client.socket.write(get("/long"));
    await until(() => drained > 0);
    const block = get("/quick").repeat(1_000);
    for (let count = 0; count < 60; count += 1) client.socket.write(block);
    await until(() => seen > 101);
    // Each of them would bring more requests.
    const before = drained;
    await until(() => drained > before + 1_000, "often enough", 50);
    expect(seen).toBeLessThan(20_000);
    client.leave();
  }, 60_000);
});
