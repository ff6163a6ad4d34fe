import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchHandler } from "./fetch-handler.ts";
import { createNotesApplication } from "./notes/application.ts";

const application = createNotesApplication({ bodyLimit: 1_000 });
const handle = fetchHandler(application);
const text = { "Content-Type": "text/plain" };

function ask(method: string, path: string, headers: HeadersInit = {}, body: BodyInit | null = null): Promise<Response> {
  const init: RequestInit & { duplex: "half" } = { method, headers, body, duplex: "half" };
  return handle(new Request(`http://localhost${path}`, init));
}

/** Content that arrives in pieces and is cut off after them if requested. */
function streamOf(pieces: readonly Uint8Array[], fails = false): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (fails) controller.error(new Error("gone"));
      else controller.close();
    },
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("requests", () => {
  it("are answered with status, fields and content", async () => {
    const put = await ask("PUT", "/notes/a?ignored", { "Content-Type": "text/plain;charset=utf-8" }, "héllo");
    expect([put.status, put.body]).toEqual([201, null]);
    const get = await ask("GET", "/notes/a?other");
    expect(get.status).toBe(200);
    expect(get.headers.get("ETag")).toBe(put.headers.get("ETag"));
    expect(get.headers.get("Content-Length")).toBe("6");
    expect(get.headers.get("Content-Type")).toBe("text/plain;charset=utf-8");
    expect(await get.text()).toBe("héllo");
    const head = await ask("HEAD", "/notes/a");
    expect([head.headers.get("Content-Length"), head.body]).toEqual(["6", null]);
    expect((await ask("GET", "/notes/a", { "If-None-Match": get.headers.get("ETag") ?? "" })).status).toBe(304);
    expect((await ask("DELETE", "/notes/a")).status).toBe(204);
    expect((await ask("GET", "/notes/a")).status).toBe(404);
  });

  it("may have content in pieces and percent-encoded names", async () => {
    const pieces = [Uint8Array.of(97), new Uint8Array(), Uint8Array.of(98, 99)];
    expect((await ask("PUT", "/notes/%61%2Fb", text, streamOf(pieces))).status).toBe(201);
    expect(await (await ask("GET", "/notes/a%2fb")).text()).toBe("abc");
  });

  it("are refused if their content is too long, with or without Content-Length", async () => {
    for (const [headers, body] of [
      [text, "x".repeat(1_001)],
      [{ ...text, "Content-Length": "1001" }, "x"],
      [text, streamOf([new Uint8Array(600), new Uint8Array(600)], true)],
    ] as const) {
      const response = await ask("PUT", "/notes/long", headers, body);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ code: "content-too-large" });
    }
    expect((await ask("GET", "/notes/long")).status).toBe(404);
    expect((await ask("PUT", "/notes/long", text, "x".repeat(1_000))).status).toBe(201);
  });

  it("whose content is cut off change nothing", async () => {
    expect((await ask("PUT", "/notes/half", text, streamOf([Uint8Array.of(97)], true))).status).toBe(400);
    expect((await ask("GET", "/notes/half")).status).toBe(404);
  });
});

describe("beforeResponse", () => {
  it("gets each answer with the returned response", async () => {
    const told: [number, boolean | undefined, Response][] = [];
    const observed = fetchHandler(application, {
      beforeResponse: ({ status, change }, response) => told.push([status, change?.changed, response]),
    });
    const put = () => new Request("http://localhost/notes/told", { method: "PUT", headers: text, body: "x" });
    const responses = [await observed(put()), await observed(put())];
    expect(told.map(([status, changed]) => [status, changed])).toEqual([
      [201, true],
      [204, false],
    ]);
    expect(told.map(([, , response]) => response)).toEqual(responses);
  });

  it("that throws affects only this response", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const failing = fetchHandler(application, {
      beforeResponse() {
        throw new Error("mine");
      },
    });
    const response = await failing(new Request("http://localhost/notes/welcome"));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "internal" });
    expect(complaint).toHaveBeenCalledWith(new Error("mine"));
  });
});
