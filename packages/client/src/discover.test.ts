import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type Answerer, serve, type Wire } from "../test/wire.ts";
import { discover } from "./index.ts";
import { offeredForms } from "./offered-forms.ts";

let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  wire = undefined;
});
const methods = () => wire?.received.map(({ method }) => method);

/** Answers each method as it says; the others with 405. */
function byMethod(answers: Record<string, Answerer>): Answerer {
  return (response, request) => (answers[request.method] ?? ((one) => one.writeHead(405).end()))(response, request);
}

const both = {
  "Accept-Events":
    '"prep";accept=("message/rfc822";delta="text/plain, application/json" application/ld+json;profile="x")',
  "Accept-Query": '"application/json", example/events-query;version=2, 5',
};
const offers = {
  protocols: ["prep", "events-query"],
  prep: [
    { mediaType: "message/rfc822", parameters: new Map(), deltas: ["text/plain", "application/json"] },
    { mediaType: "application/ld+json", parameters: new Map([["profile", "x"]]), deltas: [] },
  ],
  eventsQuery: [
    { mediaType: "application/json", parameters: new Map() },
    { mediaType: "example/events-query", parameters: new Map([["version", "2"]]) },
  ],
};

describe("discover", () => {
  it("asks by HEAD, and tells what both protocols offer", async () => {
    wire = await serve(byMethod({ HEAD: (response) => response.writeHead(200, both).end() }));
    const found = await discover(wire.url, { headers: { Authorization: "Bearer x" } });
    expect(found).toMatchObject({ ...offers, url: wire.url });
    expect(found.responses.map(({ status }) => status)).toEqual([200]);
    expect(methods()).toEqual(["HEAD"]);
    expect(wire.received[0]?.headers.authorization).toBe("Bearer x");
    await wire.idle();
  });

  it("says so where there is neither", async () => {
    wire = await serve((response) =>
      response.writeHead(200, { "Accept-Query": "((", "Accept-Events": '"other"' }).end(),
    );
    expect(await discover(wire.url)).toMatchObject({ protocols: [], prep: undefined, eventsQuery: undefined });
  });

  it("asks by GET where HEAD is refused, and leaves the content", async () => {
    for (const status of [400, 403, 404, 405, 501]) {
      wire = await serve(
        byMethod({
          HEAD: (response) => response.writeHead(status).end(),
          GET: (response) => response.writeHead(200, both).write("endless"),
        }),
      );
      expect(await discover(wire.url)).toMatchObject(offers);
      expect(methods()).toEqual(["HEAD", "GET"]);
      await wire.idle();
      await wire.close();
    }
    wire = undefined;
  });

  it("asks by OPTIONS where GET is not supported either", async () => {
    wire = await serve(
      byMethod({ OPTIONS: (response) => response.writeHead(204, { "Accept-Query": "application/json" }).end() }),
    );
    const found = await discover(wire.url);
    expect(found).toMatchObject({ protocols: ["events-query"], prep: undefined });
    expect(methods()).toEqual(["HEAD", "GET", "OPTIONS"]);
  });

  it("takes what a 405 tells", async () => {
    wire = await serve((response) => response.writeHead(405, { "Accept-Query": "application/json" }).end());
    expect(await discover(wire.url)).toMatchObject({ protocols: ["events-query"] });
  });

  it("throws where the resource can't be asked", async () => {
    wire = await serve((response) => response.writeHead(404, both).end("gone"));
    await expect(discover(wire.url)).rejects.toMatchObject({ code: "response", status: 404 });
    await expect(discover("no URL")).rejects.toMatchObject({ code: "network" });
    await expect(discover(wire.url, { headers: { "a b": "" } })).rejects.toMatchObject({ code: "option" });
    await expect(discover(wire.url, { signal: AbortSignal.abort("no") })).rejects.toBe("no");
  });
});

describe("offeredForms", () => {
  const types = (field: string) => offeredForms(field)?.map(({ mediaType }) => mediaType);
  it.each<[string, string[] | undefined]>([
    ["", undefined],
    ["prep", []],
    ['"PREP"', []],
    ['"prep";q=0', undefined],
    ['"solid", "prep";accept="message/rfc822"', ["message/rfc822"]],
    ['"prep";accept=(application/json), "prep";accept=text/plain', ["application/json", "text/plain"]],
    // As express-prep nests it, and other ways that do not parse.
    [
      '"prep"; accept=(("message/rfc822"; delta="text/plain") ("application/ld+json"))',
      ["message/rfc822", "application/ld+json"],
    ],
    ["prep; accept=(message/rfc822, Application/LD+json)", ["message/rfc822", "application/ld+json"]],
    ["prep;accept=(", []],
    ["preparation;accept=(message/rfc822", undefined],
    ["other;accept=(message/rfc822", undefined],
  ])("reads %s", (field, expected) => {
    expect(types(field)).toEqual(expected);
  });

  it("throws nothing, whatever the field", () => {
    const piece = fc.constantFrom(
      '"prep"',
      "prep",
      ";",
      "accept",
      "=",
      "(",
      ")",
      '"',
      "message/rfc822",
      " ",
      ",",
      "delta",
      "q=0.5",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (field) => {
          const forms = offeredForms(field);
          expect(forms === undefined || forms.every(({ mediaType }) => mediaType.includes("/"))).toBe(true);
        },
      ),
    );
  });
});
