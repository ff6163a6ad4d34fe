import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { listen } from "@resource-events/testing-support";
import { build } from "esbuild";

/** Where Debian's package has it; `undefined` where it is not installed. */
export const chromiumProgram = ["/usr/bin/chromium"].find((path) => existsSync(path));

/** What a skipped test says. */
export const chromiumNeeded = "in Chromium (which is Debian's package chromium; skipped where that is not installed)";

/** Flags for Chromium. */
export const flags = [
  // Chromium has no sandbox for root, whom tests in containers run as.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
];

const html = `<!doctype html><title>page</title>
<script type="module">import * as client from "/stdin.js"; globalThis.client = client;</script>`;

/** Serves an empty page, and the client as a bundler builds it for a page. */
export async function servePage(): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "@resource-events/client"',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["@resource-events/source"],
    outdir: "/",
    write: false,
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const server = createServer((request, response) => {
    const script = files.get(request.url ?? "");
    response.writeHead(200, { "Content-Type": script === undefined ? "text/html" : "text/javascript" });
    response.end(script ?? html);
  });
  const { origin, close } = await listen(server);
  // Another origin than that of the notes, which have 127.0.0.1.
  return { origin: origin.replace("127.0.0.1", "localhost"), close };
}
