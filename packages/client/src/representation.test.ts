import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answering, bytesOf, serve } from "../test/wire.ts";
import { type SubscribeOptions, type Subscription, subscribe } from "./index.ts";

const head = { "Content-Type": "multipart/mixed; boundary=b", Events: "duration=600" };
const chunks = [
  "--b\r\nContent-Type: text/plain\r\n\r\n",
  "Hel",
  "lo ",
  "World",
  "\r\n--b",
  "\r\n\r\nnews\r\n--b",
  "--",
].map(bytesOf);

const start = (options: SubscribeOptions = {}, pieces = chunks): Promise<Subscription> =>
  subscribe("http://example.org/", { protocol: "events-query", ...answering(head, pieces), ...options });

async function count(subscription: Subscription): Promise<number> {
  let all = 0;
  for await (const notification of subscription) {
    expect(notification.text()).toBe("news");
    all += 1;
  }
  return all;
}

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

/** The same bytes in one chunk, so that all of the representation is here before anybody asks. */
const atOnce = [Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))];

describe.each([
  ["in many chunks", chunks],
  ["in one chunk", atOnce],
])("the representation, %s", (_, pieces) => {
  it("is read first, then the notifications", async () => {
    const subscription = await start({}, pieces);
    expect(await subscription.representation?.text()).toBe("Hello World");
    expect(await count(subscription)).toBe(1);
  });

  it("may be left unread", async () => {
    expect(await count(await start({}, pieces))).toBe(1);
  });

  it("can't be read once the notifications are", async () => {
    const subscription = await start({}, pieces);
    await subscription[Symbol.asyncIterator]().next();
    await expect(subscription.representation?.text()).rejects.toMatchObject({ name: "ClientError", code: "left" });
    expect(await count(subscription)).toBe(0);
  });

  it("may be read at the same time", async () => {
    const subscription = await start({}, pieces);
    const text = subscription.representation?.text();
    expect(await count(subscription)).toBe(1);
    expect(await text).toBe("Hello World");
  });

  it("may be read in part, and is kept for its reader while the notifications are read", async () => {
    const subscription = await start({}, pieces);
    const reader = subscription.representation?.body?.getReader();
    const first = await reader?.read();
    expect(await count(subscription)).toBe(1);
    let rest = "";
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      rest += new TextDecoder().decode(piece.value);
    }
    expect(new TextDecoder().decode(first?.value) + rest).toBe("Hello World");
  });

  it("may be cancelled", async () => {
    const subscription = await start({}, pieces);
    await subscription.representation?.body?.cancel();
    expect(await count(subscription)).toBe(1);
  });
});

describe("the representation", () => {
  it("does not fill the memory while its reader is slow", async () => {
    const subscription = await start({ limits: { representation: 5 } });
    const reader = subscription.representation?.body?.getReader();
    await reader?.read();
    expect(await count(subscription)).toBe(1); // costs the notifications nothing
    await expect(reader?.read()).rejects.toMatchObject({ code: "too-large" });
  });

  it("is read no faster than somebody asks", async () => {
    let pulled = 0;
    const fetch = async () => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            controller.enqueue(pulled++ === 0 ? bytesOf("--b\r\nA: b\r\n\r\n") : new Uint8Array(1000));
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body as BodyInit, { headers: head });
    };
    const subscription = await start({ fetch });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulled).toBe(1);
    await subscription.representation?.body?.getReader().read();
    expect(pulled).toBe(2);
    subscription.close();
  });

  it("fails with the stream", async () => {
    const subscription = await start({}, chunks.slice(0, 3));
    await expect(subscription.representation?.text()).rejects.toMatchObject({ code: "cut-off" });
    await expect(count(subscription)).rejects.toMatchObject({ code: "cut-off" });
  });

  it("comes as it arrives, over a socket", async () => {
    const wire = await serve((response) => {
      response.writeHead(200, head);
      response.write("--b\r\n\r\nHel");
      proceed = () => void response.end("lo\r\n--b--");
    });
    let proceed = () => {};
    const subscription = await subscribe(wire.url, { protocol: "events-query" });
    const reader = subscription.representation?.body?.getReader();
    expect((await reader?.read())?.value).toEqual(bytesOf("Hel"));
    proceed();
    expect((await reader?.read())?.value).toEqual(bytesOf("lo"));
    expect((await reader?.read())?.done).toBe(true);
    expect(await count(subscription)).toBe(0);
    await wire.close();
  });
});
