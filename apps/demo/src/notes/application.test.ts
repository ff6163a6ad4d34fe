import { describe, expect, it } from "vitest";
import { ask, problemOf } from "../../test/ask.ts";
import { createNotesApplication } from "./application.ts";

const text = { "Content-Type": "text/plain" };

describe("methods", () => {
  it.each([
    ["POST", "/notes/welcome", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS, QUERY"],
    ["TRACE", "/notes/missing", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS, QUERY"],
    ["get", "/notes/welcome", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS, QUERY"],
    ["PUT", "/notes/", "GET, HEAD, POST, OPTIONS, QUERY"],
    ["DELETE", "/notes/", "GET, HEAD, POST, OPTIONS, QUERY"],
    ["POST", "/", "GET, HEAD, OPTIONS"],
    // If no code around the application handles it.
    ["QUERY", "/notes/welcome", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"],
  ])("%s %s is answered with 405 and Allow", (method, path, allow) => {
    const response = ask(createNotesApplication(), method, path, text, "x");
    expect(response.status).toBe(405);
    expect(response.fields.get("Allow")).toBe(allow);
    expect(problemOf(response)).toMatchObject({ status: 405, code: "method-not-allowed" });
  });

  it("lists extra methods", () => {
    const application = createNotesApplication({ extraMethods: [] });
    expect(ask(application, "OPTIONS", "/notes/").fields.get("Allow")).toBe("GET, HEAD, POST, OPTIONS");
  });
});

describe("OPTIONS", () => {
  const noteMethods = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS, QUERY";
  const patchTypes = "application/merge-patch+json, application/json-patch+json";

  it.each([
    ["/notes/welcome", noteMethods, patchTypes],
    ["/notes/missing", noteMethods, patchTypes],
    ["/notes/", "GET, HEAD, POST, OPTIONS, QUERY", null],
    ["/", "GET, HEAD, OPTIONS", null],
    ["*", null, null],
  ])("%s lists methods and patch types", (path, allow, acceptPatch) => {
    const response = ask(createNotesApplication(), "OPTIONS", path);
    expect(response.status).toBe(204);
    expect(response.body).toBeNull();
    expect(response.fields.get("Allow")).toBe(allow);
    expect(response.fields.get("Accept-Patch")).toBe(acceptPatch);
    expect(response.fields.get("Access-Control-Allow-Methods")).toBeNull();
  });

  it.each([
    ["/notes/welcome", ["QUERY", "PUT", "PATCH", "DELETE"]],
    ["/notes/", ["QUERY", "POST"]],
    ["/notes", ["QUERY", "POST"]],
  ])("%s answers a preflight request (EQ-AR-4)", (path, methods) => {
    const fields = { Origin: "https://example.org", "Access-Control-Request-Method": "QUERY" };
    const response = ask(createNotesApplication(), "OPTIONS", path, fields);
    expect(response.status).toBe(204);
    expect(response.fields.get("Access-Control-Allow-Origin")).toBe("*");
    const list = (name: string) => response.fields.get(name)?.split(", ");
    expect(list("Access-Control-Allow-Methods")).toEqual(expect.arrayContaining(methods));
    expect(list("Access-Control-Allow-Headers")).toEqual(
      expect.arrayContaining(["Accept-Events", "Content-Type", "Events", "Last-Event-ID", "If-Match", "If-None-Match"]),
    );
    expect(Number(response.fields.get("Access-Control-Max-Age"))).toBeGreaterThan(0);
  });

  it("has no Allow for missing resources", () => {
    expect(ask(createNotesApplication(), "OPTIONS", "/other").status).toBe(404);
  });
});

describe("every response", () => {
  it.each([
    ["GET", "/notes/welcome", {}, 200],
    ["GET", "/notes/welcome", { "If-None-Match": "*" }, 304],
    ["GET", "/notes/missing", {}, 404],
    ["GET", "/notes", {}, 308],
    ["PUT", "/notes/a", {}, 400],
    ["PUT", "/notes/a", text, 201],
    ["DELETE", "/notes/welcome", {}, 204],
  ])("%s %s with %j is open to any origin (EQ-AR-4)", (method, path, fields, status) => {
    const response = ask(createNotesApplication(), method, path, fields);
    expect(response.status).toBe(status);
    expect(response.fields.get("Access-Control-Allow-Origin")).toBe("*");
    expect(response.fields.get("Access-Control-Expose-Headers")?.split(", ")).toEqual(
      expect.arrayContaining(
        "Events, Accept-Query, Accept-Events, Event-ID, ETag, Location, Retry-After, Incremental, Accept-Patch".split(
          ", ",
        ),
      ),
    );
  });
});

describe("paths", () => {
  it.each(["GET", "HEAD", "QUERY", "POST", "OPTIONS"])("%s /notes redirects to /notes/", (method) => {
    const response = ask(createNotesApplication(), method, "/notes");
    expect(response.status).toBe(308);
    expect(response.fields.get("Location")).toBe("/notes/");
    expect(response.fields.get("Content-Length")).toBe("0");
  });

  it.each([
    ["/other", 404],
    ["/notes/a/b", 404],
    ["/favicon.ico", 404],
    ["*", 404],
    ["/notes/%zz", 400],
    ["/notes/%ff", 400],
    ["/notes/..", 400],
    [`/notes/${"x".repeat(300)}`, 400],
  ])("%s is refused with %d for any method", (path, status) => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const response = ask(createNotesApplication(), method, path, text);
      expect(problemOf(response)).toMatchObject({ type: "about:blank", status, detail: expect.stringMatching(/\.$/) });
      expect(response.status).toBe(status);
      expect(response.fields.get("Content-Type")).toBe("application/problem+json");
    }
  });

  it("serves the given page at /", () => {
    const page = { html: "<p>é</p>", contentSecurityPolicy: "default-src 'none'" };
    const response = ask(createNotesApplication({ page: () => page }), "GET", "/");
    expect(response.text).toBe("<p>é</p>");
    expect(response.fields.get("Content-Length")).toBe("9");
    expect(response.fields.get("Content-Security-Policy")).toBe("default-src 'none'");
    expect(ask(createNotesApplication(), "GET", "/").text).toContain("http://127.0.0.1:8080/notes/welcome");
    expect(ask(createNotesApplication(), "HEAD", "/").body).toBeNull();
  });

  it("finds keys of resources and containers", () => {
    const application = createNotesApplication();
    expect(application.resourceOf("/notes/%77elcome")).toBe("/notes/welcome");
    expect(application.containerOf("/notes/welcome")).toBe("/notes/");
  });
});

describe("limits", () => {
  it("refuses too long content in the same way as a server that has not read it", () => {
    const application = createNotesApplication({ bodyLimit: 10 });
    expect(application.bodyLimit).toBe(10);
    expect(ask(application, "PUT", "/notes/a", text, "x".repeat(10)).status).toBe(201);
    const refused = ask(application, "PUT", "/notes/a", text, "x".repeat(11));
    expect(problemOf(refused)).toMatchObject({ status: 413, code: "content-too-large" });
    const unread = application.refuseContent("PUT");
    expect([unread.status, ...unread.fields]).toEqual([413, ...refused.fields]);
    expect(unread.body).toEqual(refused.body);
    expect(createNotesApplication().bodyLimit).toBe(1_048_576);
  });

  it("answers 507 if there are too many or too large notes", () => {
    const application = createNotesApplication({ noteLimit: 2, storageLimit: 200 });
    expect(ask(application, "PUT", "/notes/a", text, "x").status).toBe(201);
    const refused = ask(application, "POST", "/notes/", text, "x");
    expect(problemOf(refused)).toMatchObject({ status: 507, code: "storage-full" });
    expect(refused.change).toBeUndefined();
    expect(ask(application, "PUT", "/notes/a", text, "x".repeat(200)).status).toBe(507);
    expect(ask(application, "GET", "/notes/a").text).toBe("x");
  });

  it("reports an internal error without details", () => {
    const response = createNotesApplication().reportFault("GET");
    expect(response.status).toBe(500);
    expect(new TextDecoder().decode(response.body ?? new Uint8Array())).toContain('"code": "internal"');
  });
});

it("keeps the notes of two applications apart", () => {
  const [one, other] = [createNotesApplication(), createNotesApplication()];
  ask(one, "PUT", "/notes/a", text, "x");
  expect(ask(other, "GET", "/notes/a").status).toBe(404);
});
