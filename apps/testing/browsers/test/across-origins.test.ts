import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chromiumNeeded, chromiumProgram, flags, servePage } from "./page.ts";
import { type NoteServer, withExpress, withKoa, withNode } from "./servers.ts";

declare global {
  /** In the page. */
  var client: typeof import("@resource-events/client");
}

describe.skipIf(chromiumProgram === undefined)(`a page of another origin, ${chromiumNeeded}`, () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  let page: Page;
  let server: NoteServer;
  beforeAll(async () => {
    site = await servePage();
    browser = await chromium.launch({ executablePath: chromiumProgram ?? "", args: flags });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(site.origin);
    await page.waitForFunction(() => "client" in globalThis);
  });
  afterEach(async () => {
    await page.close();
    await server.close();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  describe.each([
    ["Express", () => withExpress()],
    ["Koa", withKoa],
    ["node:http", withNode],
  ])("with the recipe for %s", (_, start) => {
    it.each(["auto", "prep", "events-query"] as const)("subscribes: %s", async (protocol) => {
      server = await start();
      const told = await page.evaluate(
        async ([url, by]) => {
          const { subscribe } = client;
          const warnings: string[] = [];
          const onWarning = ({ message }: { message: string }) => void warnings.push(message);
          const subscription = await subscribe(url, { protocol: by, onWarning });
          const text = await subscription.representation?.text();
          const { headers } = await fetch(url, {
            method: "PUT",
            body: "two",
            headers: { "Content-Type": "text/plain" },
          });
          for await (const { type, eventId } of subscription) {
            return {
              ...{ protocol: subscription.protocol, duration: subscription.duration, text, type, warnings },
              hasStart: subscription.startEventId !== undefined,
              isSame: eventId === headers.get("event-id"),
            };
          }
          return undefined;
        },
        [`${server.origin}/note`, protocol] as const,
      );
      expect(told).toEqual({
        ...{
          protocol: protocol === "auto" ? "prep" : protocol,
          duration: 600,
          text: "one",
          type: "update",
          warnings: [],
        },
        ...{ hasStart: true, isSame: true },
      });
      await expect.poll(() => server.open()).toBe(0);
    });

    it("waits for one notification", async () => {
      server = await start();
      const url = `${server.origin}/note`;
      const waiting = page.evaluate(async (to) => (await client.next(to))?.type, url);
      await expect.poll(() => server.open()).toBe(1);
      await fetch(url, { method: "PUT", body: "two", headers: { "Content-Type": "text/plain" } });
      expect(await waiting).toBe("update");
    });

    it("observes, discovers, and reads refusals", async () => {
      server = await start();
      const told = await page.evaluate(async (url) => {
        const { ClientError, discover, observe, subscribe } = client;
        const put = () => fetch(url, { method: "PUT", body: "two", headers: { "Content-Type": "text/plain" } });
        const kinds: string[] = [];
        for await (const { kind } of observe(url)) {
          kinds.push(kind);
          if (kind === "notification") break;
          await put();
        }
        const { protocols } = await discover(url);
        const refusal: unknown = await subscribe(url, {
          protocol: "events-query",
          accept: "image/png",
        }).catch((error: unknown) => error);
        const status = refusal instanceof ClientError ? refusal.status : refusal;
        return { kinds, protocols, status };
      }, `${server.origin}/note`);
      expect(told).toEqual({
        kinds: ["representation", "notification"],
        protocols: ["prep", "events-query"],
        status: 406,
      });
    });
  });

  it("says what is missing with cors() alone, and leaves no connection occupied", async () => {
    server = await withExpress({});
    const { messages, text } = await page.evaluate(async (url) => {
      const { observe, subscribe } = client;
      const messages: string[] = [];
      const keep = (error: { code: string; message: string }) => void messages.push(`${error.code}: ${error.message}`);
      for (let at = 0; at < 8; at++) await subscribe(url).catch(keep);
      await observe(url)[Symbol.asyncIterator]().next().catch(keep);
      await subscribe(url, { protocol: "events-query" }).catch(keep);
      const response = await fetch(url);
      return { messages, text: await response.text() };
    }, `${server.origin}/note`);
    expect(text).toBe("one");
    const hidden =
      "no-notifications: The response's fields are not exposed to this origin: add Access-Control-Expose-Headers: " +
      "Events, Event-ID, Accept-Events, Accept-Query, Retry-After";
    expect(messages.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => hidden));
    expect(messages[9]).toMatch(/^network: .*Failed to fetch/);
    await expect.poll(() => server.open()).toBe(0);
  });

  it("warns of what is hidden from a stream that it can read", async () => {
    server = await withExpress({ methods: ["GET", "QUERY"] });
    const codes = await page.evaluate(async (url) => {
      const { subscribe } = client;
      return new Promise((resolve) => {
        const onWarning = ({ code }: { code: string }) => resolve(code);
        subscribe(url, { protocol: "events-query", onWarning }).catch(resolve);
      });
    }, `${server.origin}/note`);
    expect(codes).toBe("hidden-fields");
  });

  it("warns when the fifth stream opens over HTTP/1.1, before a request has to wait", async () => {
    server = await withExpress();
    const { codes, text } = await page.evaluate(async (url) => {
      const { subscribe } = client;
      const codes: string[] = [];
      let warned = () => {};
      const warning = new Promise<void>((resolve) => {
        warned = resolve;
      });
      const onWarning = ({ code }: { code: string }) => {
        codes.push(code);
        warned();
      };
      for (let at = 0; at < 4; at++) await subscribe(url, { onWarning });
      const before = codes.length;
      await subscribe(url, { onWarning });
      await warning;
      return { codes: [before, ...codes], text: await (await fetch(url)).text() };
    }, `${server.origin}/note`);
    expect({ codes, text }).toEqual({ codes: [0, "connections"], text: "one" });
  });
});
