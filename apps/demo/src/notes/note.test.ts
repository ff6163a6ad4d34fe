import { describe, expect, it } from "vitest";
import { ask, makeClock, problemOf } from "../../test/ask.ts";
import { createNotesApplication } from "./application.ts";

const text = { "Content-Type": "text/plain" };
const json = { "Content-Type": "application/json" };
const mergePatch = { "Content-Type": "application/merge-patch+json" };
const jsonPatch = { "Content-Type": "application/json-patch+json" };

function etagOf(response: { fields: Headers }): string {
  const etag = response.fields.get("ETag");
  if (etag === null) throw new Error("There is no ETag");
  return etag;
}

describe("GET and HEAD of a note", () => {
  it("serve the initial note", () => {
    const response = ask(createNotesApplication({ clock: makeClock().now }), "GET", "/notes/welcome");
    expect(response.status).toBe(200);
    expect(response.text).toBe("Hello World!\n");
    expect(response.change).toBeUndefined();
    expect(Object.fromEntries(response.fields)).toMatchObject({
      "content-type": "text/plain",
      "content-length": "13",
      etag: expect.stringMatching(/^"[\w-]+"$/),
      "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT",
      vary: "Accept",
      "cache-control": "no-cache",
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
    });
  });

  it("have the same fields, but HEAD has no content", () => {
    const application = createNotesApplication();
    const get = ask(application, "GET", "/notes/welcome");
    const head = ask(application, "HEAD", "/notes/welcome");
    expect(head.body).toBeNull();
    expect(head.status).toBe(get.status);
    expect([...head.fields]).toEqual([...get.fields]);
    const missing = ask(application, "HEAD", "/notes/missing");
    expect(missing.body).toBeNull();
    expect([...missing.fields]).toEqual([...ask(application, "GET", "/notes/missing").fields]);
  });

  it("find a note with any encoding of its name", () => {
    expect(ask(createNotesApplication(), "GET", "/notes/%77elcome").text).toBe("Hello World!\n");
  });

  it.each([
    ["text/plain", 200],
    ["text/*;q=0.1", 200],
    ["*/*", 200],
    ["", 200],
    ["text/html, */*;q=0.1", 200],
    ["text/html", 406],
    ["text/plain;q=0", 406],
    ["*/*, text/plain;q=0", 406],
    ["text/plain;format=flowed", 406],
    ["nonsense", 200],
    ["text/html;q=7", 200],
  ])("with Accept: %s answer %d", (accept, status) => {
    const response = ask(createNotesApplication(), "GET", "/notes/welcome", { Accept: accept });
    expect(response.status).toBe(status);
    expect(response.fields.get("Vary")).toBe("Accept");
    if (status === 406) {
      expect(problemOf(response)).toMatchObject({
        code: "not-acceptable",
        detail: expect.stringContaining("text/plain"),
      });
    }
  });

  it("answer 304 with the validators and no content", () => {
    const application = createNotesApplication();
    const get = ask(application, "GET", "/notes/welcome");
    const response = ask(application, "GET", "/notes/welcome", { "If-None-Match": `"other", W/${etagOf(get)}` });
    expect(response.status).toBe(304);
    expect(response.body).toBeNull();
    for (const name of ["ETag", "Last-Modified", "Vary", "Cache-Control"]) {
      expect(response.fields.get(name)).toBe(get.fields.get(name));
    }
    for (const name of ["Content-Type", "Content-Length", "Content-Location"]) {
      expect(response.fields.get(name)).toBeNull();
    }
  });

  it.each([
    [{ "If-Match": '"other"' }, 412],
    [{ "If-Match": "*" }, 200],
    [{ "If-None-Match": "*" }, 304],
    [{ "If-Match": '"other"', Accept: "text/html" }, 406],
  ])("with %j answer %d", (fields, status) => {
    expect(ask(createNotesApplication(), "GET", "/notes/welcome", fields).status).toBe(status);
  });

  it.each([{}, { "If-Match": '"a"' }, { "If-Match": "*" }, { "If-None-Match": "*" }, { Accept: "text/html" }])(
    "answer 404 where there is none, with %j",
    (fields) => {
      expect(ask(createNotesApplication(), "GET", "/notes/missing", fields).status).toBe(404);
    },
  );
});

describe("PUT of a note", () => {
  it("creates, with 201 and the validators", () => {
    const application = createNotesApplication();
    const response = ask(application, "PUT", "/notes/a", { "Content-Type": 'Text/Plain; x="y"' }, "b");
    expect(response.status).toBe(201);
    expect(response.change).toEqual({ changed: true });
    expect(response.body).toBeNull();
    expect(response.fields.get("Content-Length")).toBe("0");
    expect(response.fields.get("Location")).toBeNull();
    const got = ask(application, "GET", "/notes/a");
    expect(got.text).toBe("b");
    expect(got.fields.get("Content-Type")).toBe('Text/Plain; x="y"');
    expect(etagOf(got)).toBe(etagOf(response));
  });

  it("replaces, with 204, the validators, and the type that the tag belongs to (PREP-MS-4)", () => {
    const application = createNotesApplication();
    const before = etagOf(ask(application, "GET", "/notes/welcome"));
    const response = ask(application, "PUT", "/notes/welcome", { "Content-Type": "text/html" }, "<p>");
    expect(response.status).toBe(204);
    expect(response.change).toEqual({ changed: true });
    expect(response.body).toBeNull();
    expect(response.fields.get("Content-Length")).toBeNull();
    expect(response.fields.get("Content-Type")).toBe("text/html");
    expect(etagOf(response)).not.toBe(before);
    expect(etagOf(ask(application, "GET", "/notes/welcome"))).toBe(etagOf(response));
  });

  it("of the same type and bytes changes neither tag nor date, and reports that", () => {
    const clock = makeClock();
    const application = createNotesApplication({ clock: clock.now });
    const before = ask(application, "GET", "/notes/welcome");
    clock.advance(60_000);
    const response = ask(application, "PUT", "/notes/welcome", text, "Hello World!\n");
    expect(response.status).toBe(204);
    expect(response.change).toEqual({ changed: false });
    const after = ask(application, "GET", "/notes/welcome");
    expect(etagOf(after)).toBe(etagOf(before));
    expect(after.fields.get("Last-Modified")).toBe(before.fields.get("Last-Modified"));

    ask(application, "PUT", "/notes/welcome", text, "other");
    expect(ask(application, "GET", "/notes/welcome").fields.get("Last-Modified")).toBe("Fri, 02 Jan 2026 03:05:05 GMT");
    ask(application, "PUT", "/notes/welcome", text, "Hello World!\n");
    expect(etagOf(ask(application, "GET", "/notes/welcome"))).toBe(etagOf(before));
  });

  it("stores any bytes unchanged", () => {
    const application = createNotesApplication();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    ask(application, "PUT", "/notes/a", { "Content-Type": "application/octet-stream" }, bytes);
    expect(ask(application, "GET", "/notes/a").body).toEqual(bytes);
    expect(ask(application, "PUT", "/notes/empty", text).status).toBe(201);
    expect(ask(application, "GET", "/notes/empty").fields.get("Content-Length")).toBe("0");
  });

  it.each<[Record<string, string>, number, string]>([
    [{}, 400, "content-type-missing"],
    [{ "Content-Type": "" }, 400, "content-type-malformed"],
    [{ "Content-Type": "text" }, 400, "content-type-malformed"],
    [{ "Content-Type": "text/plain, text/html" }, 400, "content-type-malformed"],
    [{ "Content-Type": "text/plain; a=1; a=2" }, 400, "content-type-malformed"],
    [{ "Content-Type": "text/*" }, 400, "content-type-malformed"],
    [{ ...text, "Content-Encoding": "gzip" }, 415, "content-coding"],
    [{ ...text, "Content-Range": "bytes 0-1/2" }, 400, "partial-put"],
    [{ ...text, "If-Match": '"other"' }, 412, "precondition-failed"],
    [{ ...text, "If-None-Match": "*" }, 412, "precondition-failed"],
    [{ ...text, "If-Match": "unquoted" }, 400, "bad-precondition"],
    [{ "If-None-Match": "*" }, 400, "content-type-missing"],
  ])("with %j is refused with %d %s, and changes nothing", (fields, status, code) => {
    const application = createNotesApplication();
    const response = ask(application, "PUT", "/notes/welcome", fields, "changed");
    expect(response.status).toBe(status);
    expect(response.change).toBeUndefined();
    expect(problemOf(response)).toMatchObject({ status, code });
    expect(ask(application, "GET", "/notes/welcome").text).toBe("Hello World!\n");
  });

  it("lists the supported codings when it refuses one", () => {
    const response = ask(createNotesApplication(), "PUT", "/notes/a", { ...text, "Content-Encoding": "br" }, "x");
    expect(response.fields.get("Accept-Encoding")).toBe("identity");
    expect(ask(createNotesApplication(), "PUT", "/notes/a", { ...text, "Content-Encoding": "Identity" }).status).toBe(
      201,
    );
  });

  it.each([
    [{ "If-Match": "*" }, 412],
    [{ "If-Match": '"a"' }, 412],
    [{ "If-None-Match": "*" }, 201],
    [{ "If-None-Match": '"a"' }, 201],
  ])("of a missing note with %j answers %d", (fields, status) => {
    const application = createNotesApplication();
    expect(ask(application, "PUT", "/notes/a", { ...text, ...fields }, "b").status).toBe(status);
    expect(ask(application, "GET", "/notes/a").status).toBe(status === 201 ? 200 : 404);
  });

  it("accepts the tag that it sent", () => {
    const application = createNotesApplication();
    const created = etagOf(ask(application, "PUT", "/notes/a", text, "1"));
    const replaced = ask(application, "PUT", "/notes/a", { ...text, "If-Match": created }, "2");
    expect(replaced.status).toBe(204);
    expect(ask(application, "PUT", "/notes/a", { ...text, "If-Match": created }, "3").status).toBe(412);
    expect(ask(application, "PUT", "/notes/a", { ...text, "If-Match": `W/${etagOf(replaced)}` }, "3").status).toBe(412);
    expect(ask(application, "GET", "/notes/a").text).toBe("2");
  });
});

describe("PATCH of a note", () => {
  function withJson(content: string, contentType = "application/json") {
    const application = createNotesApplication();
    ask(application, "PUT", "/notes/a", { "Content-Type": contentType }, content);
    return application;
  }

  it.each([
    [mergePatch, '{"b":2,"a":null}', '{"b":2}'],
    [jsonPatch, '[{"op":"add","path":"/c","value":[1]}]', '{"a":1,"c":[1]}'],
    [{ "Content-Type": "Application/Merge-Patch+JSON; charset=utf-8" }, '{"é":"ü"}', '{"a":1,"é":"ü"}'],
  ])("with %j %s makes %s, without white space", (fields, patch, result) => {
    const application = withJson('{ "a": 1 }\n', "application/vnd.a+json; b=c");
    const response = ask(application, "PATCH", "/notes/a", fields, patch);
    expect(response.status).toBe(204);
    expect(response.change).toEqual({ changed: true });
    expect(response.fields.get("Content-Type")).toBe("application/vnd.a+json; b=c");
    const got = ask(application, "GET", "/notes/a");
    expect(got.text).toBe(result);
    expect(got.fields.get("Content-Type")).toBe("application/vnd.a+json; b=c");
    expect(etagOf(response)).toBe(etagOf(got));
  });

  it.each([
    [mergePatch, "{}"],
    [mergePatch, '{"a":1,"b":null}'],
    [jsonPatch, "[]"],
    [jsonPatch, '[{"op":"test","path":"/a","value":1}]'],
    [jsonPatch, '[{"op":"add","path":"/b","value":1},{"op":"remove","path":"/b"}]'],
  ])("with %j %s changes no byte, and reports that", (fields, patch) => {
    const application = withJson('{ "a": 1.0 }\n');
    const before = ask(application, "GET", "/notes/a");
    const response = ask(application, "PATCH", "/notes/a", fields, patch);
    expect(response.status).toBe(204);
    expect(response.change).toEqual({ changed: false });
    expect(ask(application, "GET", "/notes/a").text).toBe('{ "a": 1.0 }\n');
    expect(etagOf(response)).toBe(etagOf(before));
  });

  it.each<[Record<string, string>, string, number, string]>([
    [{}, "{}", 400, "content-type-missing"],
    [{ "Content-Type": "json" }, "{}", 400, "content-type-malformed"],
    [json, "{}", 415, "patch-type"],
    [text, "{}", 415, "patch-type"],
    [{ ...mergePatch, "Content-Encoding": "gzip" }, "{}", 415, "content-coding"],
    [mergePatch, "{", 400, "patch-malformed"],
    [mergePatch, "", 400, "patch-malformed"],
    [jsonPatch, "[", 400, "patch-malformed"],
    [jsonPatch, "{}", 422, "patch-invalid"],
    [jsonPatch, '[{"op":"add","path":"/b"}]', 422, "patch-invalid"],
    [jsonPatch, '[{"op":"remove","path":"/b"}]', 409, "patch-conflict"],
    [jsonPatch, '[{"op":"test","path":"/a","value":2}]', 409, "patch-conflict"],
    [jsonPatch, '[{"op":"replace","path":"/a","value":2},{"op":"remove","path":"/b"}]', 409, "patch-conflict"],
    [mergePatch, `${"[".repeat(300)}${"]".repeat(300)}`, 422, "patch-invalid"],
    [{ ...mergePatch, "If-Match": '"other"' }, '{"a":2}', 412, "precondition-failed"],
    // Errors in header fields come first, then preconditions, then errors in the content.
    [{ ...mergePatch, "If-Match": '"other"' }, "{", 412, "precondition-failed"],
    [{ ...text, "If-Match": '"other"' }, "{", 415, "patch-type"],
  ])("with %j %s is refused with %d %s, and changes nothing", (fields, patch, status, code) => {
    const application = withJson('{"a":1}');
    const before = ask(application, "GET", "/notes/a");
    const response = ask(application, "PATCH", "/notes/a", fields, patch);
    expect(response.status).toBe(status);
    expect(response.change).toBeUndefined();
    expect(problemOf(response)).toMatchObject({ status, code });
    if (code === "patch-type") {
      expect(response.fields.get("Accept-Patch")).toBe("application/merge-patch+json, application/json-patch+json");
    }
    const after = ask(application, "GET", "/notes/a");
    expect([after.text, ...after.fields]).toEqual([before.text, ...before.fields]);
  });

  it("of a note that is not JSON by its type answers 415, by its content 409", () => {
    const response = ask(createNotesApplication(), "PATCH", "/notes/welcome", mergePatch, "{}");
    expect(response.status).toBe(415);
    expect(response.fields.get("Accept-Patch")).toContain("application/merge-patch+json");
    expect(problemOf(response).code).toBe("not-json");
    const broken = ask(withJson("{"), "PATCH", "/notes/a", mergePatch, "{}");
    expect(broken.status).toBe(409);
    expect(problemOf(broken).code).toBe("note-unpatchable");
  });

  it.each([{}, mergePatch, text, { ...mergePatch, "If-Match": "*" }])(
    "of a missing note with %j answers 404, and creates none",
    (fields) => {
      const application = createNotesApplication();
      expect(ask(application, "PATCH", "/notes/missing", fields, "{}").status).toBe(404);
      expect(ask(application, "GET", "/notes/missing").status).toBe(404);
    },
  );

  it("does not let a note grow beyond the limit", () => {
    const application = createNotesApplication({ bodyLimit: 1_000 });
    ask(application, "PUT", "/notes/a", json, `{"a":"${"x".repeat(600)}"}`);
    const response = ask(application, "PATCH", "/notes/a", mergePatch, `{"b":"${"x".repeat(600)}"}`);
    expect(response.status).toBe(422);
    expect(problemOf(response)).toMatchObject({ code: "patch-invalid", detail: expect.stringContaining("1000") });
    expect(ask(application, "GET", "/notes/a").body?.byteLength).toBe(608);
  });
});

describe("DELETE of a note", () => {
  it("removes it, once", () => {
    const application = createNotesApplication();
    const response = ask(application, "DELETE", "/notes/welcome");
    expect(response.status).toBe(204);
    expect(response.body).toBeNull();
    expect(response.change).toEqual({ changed: true });
    expect(response.fields.get("ETag")).toBeNull();
    expect(ask(application, "GET", "/notes/welcome").status).toBe(404);
    const again = ask(application, "DELETE", "/notes/welcome");
    expect(again.status).toBe(404);
    expect(again.change).toBeUndefined();
    expect(ask(application, "PUT", "/notes/welcome", text, "back").status).toBe(201);
  });

  it("evaluates preconditions", () => {
    const application = createNotesApplication();
    expect(ask(application, "DELETE", "/notes/welcome", { "If-Match": '"other"' }).status).toBe(412);
    expect(ask(application, "DELETE", "/notes/missing", { "If-Match": "*" }).status).toBe(404);
    const etag = etagOf(ask(application, "GET", "/notes/welcome"));
    expect(ask(application, "DELETE", "/notes/welcome", { "If-Match": etag }).status).toBe(204);
  });
});
