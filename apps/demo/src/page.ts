import { createHash, randomBytes } from "node:crypto";
import type { Assets } from "./assets.ts";
import { escapeHtml } from "./notes/listing.ts";

/** An HTML page. */
export interface Page {
  readonly html: string;
  /** The `Content-Security-Policy` of the page. */
  readonly contentSecurityPolicy: string;
}

/** Options for {@link renderPage}. */
export interface PageOptions {
  /** Scheme, host and port of the server, for the commands on the page. */
  readonly origin: string;
  /** The script and styles of the page. Without them, the page shows only the commands. */
  readonly assets?: Pick<Assets, "script" | "styles"> | undefined;
}

interface Command {
  readonly heading: string;
  readonly meaning: string;
  readonly lines: readonly string[];
}

/**
 * Renders the page at `/`: an element in which the script shows the notes live, and commands to copy, which need no
 * script. The page loads nothing from other origins.
 *
 * @throws {TypeError} if `origin` is not an origin that is safe in a command
 */
export function renderPage({ origin, assets }: PageOptions): Page {
  // People paste the commands into a shell, so allow nothing but an origin.
  if (!/^https?:\/\/[\w.%\-:[\]]+$/.test(origin)) throw new TypeError(`Not an origin: ${JSON.stringify(origin)}`);
  const commands = writeCommands(commandsFor(origin));
  return assets === undefined ? renderCommandsOnly(commands) : renderDemo(commands, assets);
}

function renderDemo(commands: string, { script, styles }: Pick<Assets, "script" | "styles">): Page {
  // Not 'self': notes have this origin, and anybody can write them.
  const nonce = randomBytes(16).toString("base64");
  const links = styles.map((path) => `<link rel="stylesheet" href="${escapeHtml(path)}" nonce="${nonce}">`);
  const head = `${links.join("\n")}\n<script type="module" src="${escapeHtml(script)}" nonce="${nonce}"></script>`;
  const body = `<div id="app"></div>
<noscript><h1>${title}</h1><p>${introduction} With JavaScript, this page shows them live. Without
it, you can use a terminal:</p></noscript>
<footer>
<details id="commands" open>
<summary>The same in a terminal, with curl</summary>
<div class="commands">
${commands}
</div>
</details>
</footer>`;
  return {
    html: writePage(head, body),
    contentSecurityPolicy:
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  };
}

function renderCommandsOnly(commands: string): Page {
  const styleHash = createHash("sha256").update(style).digest("base64");
  const body = `<main>
<h1>${title}</h1>
<p>${introduction} Click a command to select it.</p>
${commands}
</main>`;
  return {
    html: writePage(`<style>${style}</style>`, body),
    contentSecurityPolicy:
      `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
}

const title = "Notes that push their own changes";

const introduction = `This server keeps <a href="/notes/">notes</a> in memory. A client that requests a note, or the
list of notes, can receive notifications of changes in the same response, as defined by PREP and HTTP Events Query.`;

function commandsFor(origin: string): readonly Command[] {
  const note = `${origin}/notes/welcome`;
  return [
    {
      heading: "Watch a note with PREP",
      meaning: "The response has the note first, then a notification of each change. Leave it running.",
      lines: [`curl -N ${note} -H 'Accept-Events: "prep"'`],
    },
    {
      heading: "Watch a note with HTTP Events Query",
      meaning: "This does the same with a QUERY request. Leave it running, too.",
      lines: [
        `curl -N -X QUERY ${note} -H 'Accept: multipart/mixed' \\`,
        `  -H 'Content-Type: application/json' -d '{"state":{},"events":{}}'`,
      ],
    },
    {
      heading: "Change it from another terminal",
      meaning: "Both commands above show the change immediately.",
      lines: [`curl -i -X PUT ${note} -H 'Content-Type: text/plain' -d 'Hello again!'`],
    },
    {
      heading: "Wait for one change",
      meaning: "The response ends with the next notification.",
      lines: [`curl -N -X QUERY ${note} -H 'Content-Type: application/json' -d '{}'`],
    },
    {
      heading: "Watch all notes",
      meaning: "The collection sends a notification whenever a note is created, changed or deleted.",
      lines: [
        `curl -N -X QUERY ${origin}/notes/ -H 'Accept: application/json-seq' \\`,
        `  -H 'Content-Type: application/json' -d '{"events":{}}'`,
      ],
    },
    {
      heading: "Create, patch and delete a JSON note",
      meaning: "Each of these requests is an event of the note and of the collection.",
      lines: [
        `curl -i -X PUT ${origin}/notes/list -H 'Content-Type: application/json' -d '{"bread":1}'`,
        `curl -i -X PATCH ${origin}/notes/list -H 'Content-Type: application/merge-patch+json' -d '{"milk":2}'`,
        `curl -i -X DELETE ${origin}/notes/list`,
      ],
    },
  ];
}

const style = `
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; }
h1, h2 { line-height: 1.2; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 0; }
p { margin: 0.25rem 0 0.5rem; }
pre { background: light-dark(#eef1f5, #1d2229); border-radius: 0.4rem; margin: 0; overflow-x: auto; padding: 0.75rem; }
code { font: 0.9rem/1.5 ui-monospace, monospace; user-select: all; }
`;

function writeCommands(commands: readonly Command[]): string {
  const sections = commands.map(
    ({ heading, meaning, lines }) => `<section>
<h2>${escapeHtml(heading)}</h2>
<p>${escapeHtml(meaning)}</p>
<pre tabindex="0"><code>${escapeHtml(lines.join("\n"))}</code></pre>
</section>`,
  );
  return sections.join("\n");
}

/** Inline, because it is too small to be worth a request. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' " +
  "rx='3' fill='%231d5fa8'/%3E%3Cpath d='M4 5h8M4 8h5' stroke='white' stroke-width='1.5'/%3E%3Ccircle cx='11.5' " +
  "cy='11' r='2' fill='white'/%3E%3C/svg%3E";

function writePage(head: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${icon}">
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
