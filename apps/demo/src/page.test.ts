import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderPage } from "./page.ts";

describe("renderPage", () => {
  it.each(["http://127.0.0.1:8080", "https://notes.example.org", "http://[::1]:8080"])("shows %s", (origin) => {
    const { html } = renderPage({ origin });
    expect(html).toContain(`curl -N ${origin}/notes/welcome -H &#39;Accept-Events: &quot;prep&quot;&#39;`);
  });

  it("loads nothing, and allows its own style only", () => {
    const { html, contentSecurityPolicy } = renderPage({ origin: "http://127.0.0.1:8080" });
    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
    expect(style).toContain("color-scheme: light dark");
    const hash = createHash("sha256").update(style).digest("base64");
    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(|style=/);
  });

  it.each(["http://a'b", "http://a;b", "http://$(x)", "http://a/b", "a", "javascript:a"])("refuses %s", (origin) => {
    expect(() => renderPage({ origin })).toThrow(TypeError);
  });
});
