import { describe, expect, it } from "vitest";
import { MemoryExchange, recordOf } from "../../test/memory-exchange.ts";
import type { EventDetails, ResourceEvent } from "../events/event.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import { createResourceEvents } from "../resource-events.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

/** The resources that events were recorded on, by their keys in the log. */
function recordingLog() {
  const log = createMemoryLog();
  const keys: string[] = [];
  return {
    keys,
    log: {
      ...log,
      append(event: Parameters<typeof log.append>[0]) {
        keys.push(event.resource);
        return log.append(event) as ResourceEvent;
      },
    },
  };
}

interface Mutated {
  readonly target: string;
  readonly host?: string;
  readonly location?: string;
  readonly scope?: MemoryExchange["scope"];
  readonly resource?: MemoryExchange["resource"];
}

/** The keys that a POST that created something, or else a PUT, records events on, and what was reported. */
async function recorded(options: ResourceEventsOptions, { target, host, location, scope, resource }: Mutated) {
  const { keys, log } = recordingLog();
  const errors: unknown[] = [];
  const core = createResourceEvents({ ...options, log, onError: (error) => void errors.push(error) });
  const fields = new Headers(location === undefined ? {} : { location });
  const exchange = new MemoryExchange({
    method: location === undefined ? "PUT" : "POST",
    target,
    ...(host === undefined ? {} : { host }),
    response: { status: location === undefined ? 204 : 201, fields, body: null },
  });
  exchange.scope = scope;
  exchange.resource = resource;
  await core.handle(exchange);
  return { keys, errors, eventId: recordOf(exchange.passed?.fields)["Event-ID"] };
}

const update: EventDetails = { type: "update" };

describe("the identity of a resource", () => {
  it("is its target, in one of its equivalent spellings", async () => {
    expect((await recorded({}, { target: "/notes/%7ejoe?x=%41" })).keys).toEqual(["/notes/~joe?x=A"]);
  });

  it("is of its own for a target with characters that no client may send, whatever names it", async () => {
    for (const target of ["/caf\xe9", "/caf\xc3\xa9", "/caf\xe9%7E"]) {
      const raw = target.replace("%7E", "~");
      expect((await recorded({}, { target })).keys).toEqual([raw]);
      expect((await recorded({}, { target, resource: (same) => same })).keys).toEqual([raw]);
    }
    const container = (resource: string) => resource.replace(/[^/]+$/, "");
    expect((await recorded({ container }, { target: "/\xe9/\xe9" })).keys).toEqual(["/\xe9/\xe9", "/\xe9/"]);
  });

  it("is ASCII if the application makes it of a target that is", async () => {
    const { keys } = await recorded({}, { target: "/caf%c3%a9", resource: decodeURI });
    expect(keys).toEqual(["/caf%C3%A9"]);
    const container = () => "/é/";
    expect((await recorded({ container }, { target: "/a" })).keys).toEqual(["/a", "/%C3%A9/"]);
  });

  it("is none if its key is longer than 8,192 bytes", async () => {
    expect((await recorded({}, { target: `/${"a".repeat(8_191)}` })).keys).toHaveLength(1);
    expect((await recorded({}, { target: `/${"a".repeat(8_192)}` })).keys).toEqual([]);
    expect((await recorded({}, { target: `/${"\xe9".repeat(4_096)}` })).keys).toEqual([]);
    expect((await recorded({}, { target: "/a", scope: () => "s".repeat(8_192) })).keys).toEqual([]);
    expect((await recorded({ container: () => "c".repeat(8_193) }, { target: "/a" })).keys).toEqual(["/a"]);
  });

  it("has the host only if hosts are kept apart", async () => {
    const keyOn = async (hosts: ResourceEventsOptions["hosts"], host: string) => {
      const { keys } = await recorded(hosts === undefined ? {} : { hosts }, { target: "/a", host });
      return keys[0];
    };
    expect(await keyOn(undefined, "a.example")).toBe("/a");
    expect(await keyOn("one", "b.example")).toBe("/a");
    const separate = await keyOn("separate", "A.example:80");
    expect(separate).not.toBe("/a");
    expect(await keyOn("separate", "a.example.")).toBe(separate);
    expect(await keyOn("separate", "b.example")).not.toBe(separate);
    expect(await keyOn("separate", "a.example:8080")).not.toBe(separate);
    expect(await keyOn(["a.example"], "a.example")).toBe(separate);
    expect(await keyOn(["a.example"], "b.example")).toBeUndefined();
    for (const bad of ["a b", "a/b", "a@b", ""]) expect(await keyOn("separate", bad)).toBeUndefined();
  });

  it("has the scope, each resource its own", async () => {
    const scope = (resource: string) => (resource === "/shared/" ? null : "alice");
    const container = (resource: string) =>
      resource.startsWith("/shared/") && resource !== "/shared/" ? "/shared/" : undefined;
    const { keys } = await recorded({ container }, { target: "/shared/mine", scope });
    expect(keys).toEqual([expect.stringContaining("alice"), "/shared/"]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no session");
      },
    ],
    ["is no string", () => 7 as unknown as string],
  ])("is unknown if its scope %s: nobody is told, and onError is", async (_, scope) => {
    const { keys, errors } = await recorded({}, { target: "/me", scope });
    expect(keys).toEqual([]);
    expect(errors).toHaveLength(1);
  });

  it("is unknown without its scope: its container is told if that is shared, and no id is that of the other event", async () => {
    const scope = (resource: string) => {
      if (resource !== "/shared/") throw new Error("no session");
      return null;
    };
    const { keys, errors, eventId } = await recorded({ container: () => "/shared/" }, { target: "/me", scope });
    expect(keys).toEqual(["/shared/"]);
    expect(errors).toHaveLength(1);
    expect(eventId).toBeUndefined();
  });

  it("is unknown if its scope fails: it can be read, but subscriptions are refused", async () => {
    const refused: string[] = [];
    const core = createResourceEvents({
      onError: () => {},
      hooks: { onRefused: ({ resource, protocol, status }) => void refused.push(`${resource} ${protocol} ${status}`) },
    });
    const ask = async (details: ConstructorParameters<typeof MemoryExchange>[0]) => {
      const exchange = new MemoryExchange({ target: "/me", ...details });
      exchange.scope = () => {
        throw new Error("no session");
      };
      await core.handle(exchange);
      return exchange;
    };
    expect((await ask({})).passed?.fields).toBeUndefined();
    expect(recordOf((await ask({ fields: { "accept-events": '"prep"' } })).passed?.fields)).toMatchObject({
      Events: 'protocol="prep", status=503',
      "Retry-After": "5",
      Vary: "Accept-Events",
    });
    const { sink, passed } = await ask({ method: "QUERY", content: '{"events":{}}' });
    expect([sink.status, passed]).toEqual([503, undefined]);
    expect(refused).toEqual(["/me prep 503", "/me events-query 503"]);
    expect(core.stats().refused[503]).toBe(2);
  });
});

describe("the resource that a Location names", () => {
  const base = { target: "/c/", host: "evil.example" };
  it.each<[string, ResourceEventsOptions, string[]]>([
    ["/c/1", {}, ["/c/", "/c/1"]],
    ["1", {}, ["/c/", "/c/1"]],
    ["?x=1", {}, ["/c/", "/c/?x=1"]],
    ["/c/%7e/../1#frag", {}, ["/c/", "/c/~/../1"]],
    ["http://evil.example/secret", {}, ["/c/"]],
    ["//evil.example/secret", {}, ["/c/"]],
    ["http://good.example/c/1", { base: "https://good.example" }, ["/c/", "/c/1"]],
    ["http://evil.example/secret", { base: "https://good.example" }, ["/c/"]],
    ["http://joe@good.example/c/1", { base: "https://good.example" }, ["/c/"]],
    ["mailto:joe@good.example", {}, ["/c/"]],
    ["/c/\xfc", {}, ["/c/", "/c/%C3%BC"]],
    ["\xfc", {}, ["/c/", "/c/%C3%BC"]],
  ])("%s with %j", async (location, options, expected) => {
    expect((await recorded(options, { ...base, location })).keys).toEqual(expected);
  });

  it("is relative to a target that begins as if it named a host", async () => {
    const { keys } = await recorded({}, { target: "//evil.example/c/", location: "1" });
    expect(keys).toEqual(["//evil.example/c/", "//evil.example/c/1"]);
  });

  it("is on the host that it says, if hosts are kept apart", async () => {
    const hosts = ["a.example", "b.example"];
    const onOther = await recorded({ hosts }, { target: "/c/", host: "a.example", location: "http://b.example/c/1" });
    const there = await recorded({ hosts }, { target: "/c/1", host: "b.example" });
    expect(onOther.keys[1]).toBe(there.keys[0]);
    const outside = await recorded({ hosts }, { target: "/c/", host: "a.example", location: "http://c.example/c/1" });
    expect(outside.keys).toHaveLength(1);
    const own = await recorded(
      { hosts: "separate" },
      { target: "/c/", host: "a.example", location: "http://a.example/c/1" },
    );
    expect(own.keys).toHaveLength(2);
    const foreign = await recorded(
      { hosts: "separate" },
      { target: "/c/", host: "a.example", location: "http://b.example/c/1" },
    );
    expect(foreign.keys).toHaveLength(1);
  });
});

describe("notify", () => {
  it("names the same resource as a request", async () => {
    const { keys, log } = recordingLog();
    const core = createResourceEvents({ log, hosts: ["a.example"] });
    await core.notify("http://A.example/notes/%7Ejoe", update);
    await core.notify({ resource: "http://a.example/me", scope: "alice" }, update);
    expect(keys[0]).toBe(
      (await recorded({ hosts: ["a.example"] }, { target: "/notes/~joe", host: "a.example" })).keys[0],
    );
    const scoped = await recorded({ hosts: ["a.example"] }, { target: "/me", host: "a.example", scope: () => "alice" });
    expect(keys[1]).toBe(scoped.keys[0]);
  });

  it.each([
    "/notes/1",
    "http://c.example/notes/1",
    "http://a b/notes/1",
    7,
    null,
    { resource: "http://a.example/me", scope: 7 },
    `http://a.example/${"a".repeat(8_192)}`,
  ])("rejects %j if hosts are kept apart", async (resource) => {
    const core = createResourceEvents({ hosts: ["a.example"] });
    await expect(core.notify(resource as unknown as string, update)).rejects.toMatchObject({
      name: "ServerError",
      code: "event",
    });
  });

  it.each(["all", [""], ["a b"], [7], 7])("an option hosts of %j is refused", (hosts) => {
    expect(() => createResourceEvents({ hosts: hosts as "one" })).toThrow(expect.objectContaining({ code: "option" }));
  });
});

describe("the advice on a resource whose representation depends on who asks", () => {
  const get = async (fields: Record<string, string>, scope?: MemoryExchange["scope"], times = 1) => {
    const errors: unknown[] = [];
    const core = createResourceEvents({ onError: (error) => void errors.push(error) });
    for (let time = 0; time < times; time += 1) {
      for (const asked of [{}, { "accept-events": '"prep"' }] as const) {
        const exchange = new MemoryExchange({
          fields: asked,
          response: { status: 200, fields: new Headers(fields), body: null },
        });
        exchange.scope = scope;
        await core.handle(exchange);
      }
    }
    return errors;
  };
  const advice = expect.objectContaining({ code: "scope", message: expect.stringContaining("/notes/welcome") });

  it.each([
    { "cache-control": "private" },
    { "cache-control": 'max-age=60, private="x"' },
    { vary: "Cookie" },
    { vary: "accept, AUTHORIZATION" },
  ])("is given once for %j", async (fields) => {
    expect(await get(fields, undefined, 3)).toEqual([advice]);
  });

  it.each([{ "cache-control": "public, privately=1" }, { vary: "accept-cookies" }, {}])(
    "is not given for %j",
    async (fields) => {
      expect(await get(fields)).toEqual([]);
    },
  );

  it("is not given if the application says who shares the resource", async () => {
    expect(await get({ vary: "cookie" }, () => null)).toEqual([]);
    expect(await get({ vary: "cookie" }, () => "alice")).toEqual([]);
    expect(await get({ vary: "cookie" }, () => undefined)).toEqual([advice]);
  });
});
