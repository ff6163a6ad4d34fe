import { describe, expect, it } from "vitest";
import { ask, makeClock, problemOf } from "../../test/ask.ts";
import { createNotesApplication } from "./application.ts";

const text = { "Content-Type": "text/plain" };

describe("GET of the collection", () => {
  it("lists the notes as JSON for clients without a preference", () => {
    const application = createNotesApplication({ clock: makeClock().now });
    ask(application, "PUT", "/notes/a%2F%22%C3%A9", { "Content-Type": "text/plain; x=y" }, "éé");
    const response = ask(application, "GET", "/notes/");
    expect(response.status).toBe(200);
    expect(response.fields.get("Content-Type")).toBe("application/json");
    expect(response.fields.get("Vary")).toBe("Accept");
    expect(response.fields.get("Last-Modified")).toBe("Fri, 02 Jan 2026 03:04:05 GMT");
    expect(JSON.parse(response.text)).toEqual([
      {
        name: 'a/"é',
        url: "/notes/a%2F%22%C3%A9",
        type: "text/plain; x=y",
        etag: ask(application, "GET", "/notes/a%2F%22%C3%A9").fields.get("ETag"),
        size: 4,
        modified: "2026-01-02T03:04:05Z",
      },
      {
        name: "welcome",
        url: "/notes/welcome",
        type: "text/plain",
        etag: ask(application, "GET", "/notes/welcome").fields.get("ETag"),
        size: 13,
        modified: "2026-01-02T03:04:05Z",
      },
    ]);
  });

  it.each([
    ["*/*", 200, "application/json"],
    ["application/json", 200, "application/json"],
    ["text/html", 200, "text/html;charset=utf-8"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200, "text/html;charset=utf-8"],
    ["application/*, text/html;q=0.9", 200, "application/json"],
    ["application/json;q=0, */*", 200, "text/html;charset=utf-8"],
    ["application/ld+json", 406, "application/problem+json"],
    ["not a range", 200, "application/json"],
  ])("with Accept: %s answers %d as %s", (accept, status, type) => {
    const response = ask(createNotesApplication(), "GET", "/notes/", { Accept: accept });
    expect(response.status).toBe(status);
    expect(response.fields.get("Content-Type")).toBe(type);
    expect(response.fields.get("Vary")).toBe("Accept");
  });

  it("escapes names and types in HTML", () => {
    const application = createNotesApplication();
    const hostile = `/notes/${encodeURIComponent("<script>alert('&')</script>\"")}`;
    ask(application, "PUT", hostile, { "Content-Type": 'text/plain; a="<b>"' }, "x");
    const { text: page, fields } = ask(application, "GET", "/notes/", { Accept: "text/html" });
    expect(page).not.toMatch(/<script|<b>/);
    expect(page).toContain("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;&quot;</a>");
    expect(page).toContain(`href="${hostile.replaceAll("'", "&#39;")}"`);
    expect(fields.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it("has a strong tag for each variant, which changes only with the notes", () => {
    const clock = makeClock();
    const application = createNotesApplication({ clock: clock.now });
    const tags = () =>
      ["application/json", "text/html"].map((accept) => {
        const { fields } = ask(application, "GET", "/notes/", { Accept: accept });
        return fields.get("ETag");
      });
    const before = tags();
    expect(before[0]).toMatch(/^"[\w-]+"$/);
    expect(before[0]).not.toBe(before[1]);
    clock.advance(1_000);
    ask(application, "PUT", "/notes/welcome", text, "Hello World!\n");
    expect(tags()).toEqual(before);
    ask(application, "PUT", "/notes/other", text, "");
    const after = tags();
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(ask(application, "GET", "/notes/").fields.get("Last-Modified")).toBe("Fri, 02 Jan 2026 03:04:06 GMT");
    clock.advance(1_000);
    ask(application, "DELETE", "/notes/other");
    expect(tags()).toEqual(before);
    expect(ask(application, "GET", "/notes/").fields.get("Last-Modified")).toBe("Fri, 02 Jan 2026 03:04:07 GMT");
  });

  it("evaluates conditions for the requested variant", () => {
    const application = createNotesApplication();
    const html = ask(application, "GET", "/notes/", { Accept: "text/html" });
    const condition = { "If-None-Match": html.fields.get("ETag") ?? "" };
    expect(ask(application, "GET", "/notes/", { ...condition, Accept: "text/html" }).status).toBe(304);
    expect(ask(application, "HEAD", "/notes/", { ...condition, Accept: "text/html" }).status).toBe(304);
    expect(ask(application, "GET", "/notes/", condition).status).toBe(200);
  });

  it("has the same fields for HEAD, without content", () => {
    const application = createNotesApplication();
    const head = ask(application, "HEAD", "/notes/");
    expect(head.body).toBeNull();
    expect([...head.fields]).toEqual([...ask(application, "GET", "/notes/").fields]);
  });
});

describe("POST to the collection", () => {
  it("creates a note under a new name", () => {
    const application = createNotesApplication();
    const [first, second] = [1, 2].map(() => ask(application, "POST", "/notes/", text, "posted"));
    expect(first?.status).toBe(201);
    expect(first?.change).toEqual({ changed: true });
    expect(first?.body).toBeNull();
    expect(first?.fields.get("Content-Length")).toBe("0");
    const location = first?.fields.get("Location") ?? "";
    expect(location).toMatch(/^\/notes\/[\w-]{11}$/);
    expect(second?.fields.get("Location")).not.toBe(location);
    const got = ask(application, "GET", location);
    expect(got.text).toBe("posted");
    expect(got.fields.get("Content-Type")).toBe("text/plain");
    expect(got.fields.get("ETag")).toBe(first?.fields.get("ETag"));
    expect(JSON.parse(ask(application, "GET", "/notes/").text)).toHaveLength(3);
  });

  it.each<[Record<string, string>, number, string]>([
    [{}, 400, "content-type-missing"],
    [{ "Content-Type": "plain" }, 400, "content-type-malformed"],
    [{ ...text, "Content-Encoding": "gzip" }, 415, "content-coding"],
    [{ ...text, "If-Match": '"other"' }, 412, "precondition-failed"],
    [{ ...text, "If-None-Match": "*" }, 412, "precondition-failed"],
  ])("with %j is refused with %d %s", (fields, status, code) => {
    const application = createNotesApplication();
    const response = ask(application, "POST", "/notes/", fields, "x");
    expect(problemOf(response)).toMatchObject({ status, code });
    expect(response.change).toBeUndefined();
    expect(JSON.parse(ask(application, "GET", "/notes/").text)).toHaveLength(1);
  });

  it.each(["application/json", "text/html"])("accepts the tag of the collection as %s in If-Match", (accept) => {
    const application = createNotesApplication();
    const condition = { "If-Match": ask(application, "GET", "/notes/", { Accept: accept }).fields.get("ETag") ?? "" };
    expect(ask(application, "POST", "/notes/", { ...text, ...condition }, "x").status).toBe(201);
    expect(ask(application, "POST", "/notes/", { ...text, ...condition }, "x").status).toBe(412);
  });
});
