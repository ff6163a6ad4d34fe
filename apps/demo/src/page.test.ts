import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderPage } from "./page.ts";

describe("renderPage", () => {
  it.each(["http://127.0.0.1:8080", "https://notes.example.org", "http://[::1]:8080"])("shows %s", (origin) => {
    const { html } = renderPage({ origin });
    expect(html).toContain(`curl -N ${origin}/notes/welcome -H &#39;Accept-Events: &quot;prep&quot;&#39;`);
  });

  it("loads nothing, and allows only its own style", () => {
    const { html, contentSecurityPolicy } = renderPage({ origin: "http://127.0.0.1:8080" });
    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
    expect(style).toContain("color-scheme: light dark");
    const hash = createHash("sha256").update(style).digest("base64");
    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
    expect(html).not.toMatch(/<script|<link rel="(?!icon" href="data:)|<img|src=|url\(|style=/);
  });

  it("runs only its own script, with an unpredictable nonce", () => {
    const assets = { script: "/assets/main-1.js", styles: ["/assets/main-2.css"] };
    const [first, second] = [1, 2].map(() => renderPage({ origin: "http://127.0.0.1:8080", assets }));
    const nonce = /script-src 'nonce-([^']+)'/.exec(first?.contentSecurityPolicy ?? "")?.[1] ?? "";
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    expect(first?.html).toContain(`<script type="module" src="/assets/main-1.js" nonce="${nonce}"></script>`);
    expect(first?.html).toContain(`<link rel="stylesheet" href="/assets/main-2.css" nonce="${nonce}">`);
    expect(first?.html).not.toMatch(/<style|style=|\son\w+=/);
    expect(second?.contentSecurityPolicy).not.toContain(nonce);
  });

  it("also shows the commands without a script", () => {
    const assets = { script: "/assets/main.js", styles: [] };
    const { html } = renderPage({ origin: "http://127.0.0.1:8080", assets });
    expect(html).toMatch(
      /<noscript>.*<details id="commands" open>.*curl -N http:\/\/127\.0\.0\.1:8080\/notes\/welcome/s,
    );
  });

  it.each(["http://a'b", "http://a;b", "http://$(x)", "http://a/b", "a", "javascript:a"])("refuses %s", (origin) => {
    expect(() => renderPage({ origin })).toThrow(TypeError);
  });
});
