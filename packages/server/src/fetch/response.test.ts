import { describe, expect, it } from "vitest";
import { withBody, withFields } from "./response.ts";

describe("withFields", () => {
  it("sets fields on the response itself, replacing those of the same names", async () => {
    const response = new Response("text", { status: 202, statusText: "Fine", headers: { Vary: "Accept", "X-A": "1" } });
    const changed = withFields(response, [
      ["Vary", "Accept, Accept-Events"],
      ["Accept-Query", "a"],
    ]);
    expect(changed).toBe(response);
    expect(changed.headers.get("Vary")).toBe("Accept, Accept-Events");
    expect(changed.headers.get("Accept-Query")).toBe("a");
    expect(changed.headers.get("X-A")).toBe("1");
    expect(await changed.text()).toBe("text");
  });

  it("copies a response without content, since the original may be sent again", () => {
    const shared = new Response(null, { status: 404, statusText: "Nowhere", headers: { "X-A": "1" } });
    const changed = withFields(shared, [["Events", "status=412"]]);
    expect(changed).not.toBe(shared);
    expect(shared.headers.has("Events")).toBe(false);
    expect(changed.headers.get("Events")).toBe("status=412");
    expect([changed.status, changed.statusText, changed.body]).toEqual([404, "Nowhere", null]);
  });

  it("makes a new response if the fields are immutable", async () => {
    const redirect = withFields(Response.redirect("https://example.org/", 308), [["Vary", "Accept-Events"]]);
    expect(redirect.status).toBe(308);
    expect(redirect.headers.get("Location")).toBe("https://example.org/");
    expect(redirect.headers.get("Vary")).toBe("Accept-Events");
    const fetched = withFields(await fetch("data:text/plain,hello"), [["Vary", "Accept-Events"]]);
    expect(fetched.headers.get("Vary")).toBe("Accept-Events");
    expect(fetched.headers.get("Content-Type")).toBe("text/plain");
    expect(await fetched.text()).toBe("hello");
  });

  it("keeps cookies in separate fields", () => {
    const response = new Response(null, {
      headers: [
        ["Set-Cookie", "a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT"],
        ["Set-Cookie", "b=2"],
      ],
    });
    for (const changed of [withFields(response, [["Vary", "x"]]), withBody(response, [], new Response("x").body)]) {
      expect(changed.headers.getSetCookie()).toEqual(["a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "b=2"]);
    }
  });

  it("returns the response itself if there is nothing to set", () => {
    const response = Response.error();
    expect(withFields(response, [])).toBe(response);
  });
});
