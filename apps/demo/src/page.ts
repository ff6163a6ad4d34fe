import { createHash, randomBytes } from "node:crypto";
import type { Assets } from "./assets.ts";
import { escapeHtml } from "./notes/listing.ts";

/** A page of HTML. */
export interface Page {
  readonly html: string;
  /** Its `Content-Security-Policy`. */
  readonly contentSecurityPolicy: string;
}

/** What the page at `/` is made for. */
export interface PageOptions {
  /** Scheme, host and port under which the server is reached, as it stands in the commands. */
  readonly origin: string;
  /** The script and styles of the page; without them it shows the commands only. */
  readonly assets?: Pick<Assets, "script" | "styles"> | undefined;
}

interface Command {
  readonly heading: string;
  readonly meaning: string;
  readonly lines: readonly string[];
}

/**
 * The page at `/`: the place for the script, which shows the notes live, and commands to copy, which need none. It loads
 * nothing from elsewhere.
 *
 * @throws {TypeError} where `origin` is none that can stand in a command as it is.
 */
export function renderPage({ origin, assets }: PageOptions): Page {
  // What somebody pastes into a shell must not hold anything but an origin.
  if (!/^https?:\/\/[\w.%\-:[\]]+$/.test(origin)) throw new TypeError(`Not an origin: ${JSON.stringify(origin)}`);
  const commands = writeCommands(commandsFor(origin));
  return assets === undefined ? renderCommandsOnly(commands) : renderDemo(commands, assets);
}

function renderDemo(commands: string, { script, styles }: Pick<Assets, "script" | "styles">): Page {
  // Not 'self': notes are of this origin, and anybody writes them.
  const nonce = randomBytes(16).toString("base64");
  const links = styles.map((path) => `<link rel="stylesheet" href="${escapeHtml(path)}" nonce="${nonce}">`);
  const head = `${links.join("\n")}\n<script type="module" src="${escapeHtml(script)}" nonce="${nonce}"></script>`;
  const body = `<div id="app"></div>
<noscript><h1>${title}</h1><p>${introduction} With JavaScript, this page shows them live. Without, here is how a
terminal does it:</p></noscript>
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
<p>${introduction} One click on a command selects it.</p>
${commands}
</main>`;
  return {
    html: writePage(`<style>${style}</style>`, body),
    contentSecurityPolicy:
      `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
}

const title = "Notes that tell of their changes";

const introduction = `This server keeps <a href="/notes/">notes</a> in memory. Whoever asks for a note, or for the list of
them, can go on receiving notifications in the same response, as PREP and HTTP Events Query define it.`;

function commandsFor(origin: string): readonly Command[] {
  const note = `${origin}/notes/welcome`;
  return [
    {
      heading: "Watch a note by PREP",
      meaning: "The note comes first, then a notification for each change. Leave it running.",
      lines: [`curl -N ${note} -H 'Accept-Events: "prep"'`],
    },
    {
      heading: "Watch a note by HTTP Events Query",
      meaning: "The same with a QUERY request. Leave it running, too.",
      lines: [
        `curl -N -X QUERY ${note} -H 'Accept: multipart/mixed' \\`,
        `  -H 'Content-Type: application/json' -d '{"state":{},"events":{}}'`,
      ],
    },
    {
      heading: "Change it from another terminal",
      meaning: "Both of the above tell of it at once.",
      lines: [`curl -i -X PUT ${note} -H 'Content-Type: text/plain' -d 'Hello again!'`],
    },
    {
      heading: "Wait for one change",
      meaning: "The response ends with the next notification.",
      lines: [`curl -N -X QUERY ${note} -H 'Content-Type: application/json' -d '{}'`],
    },
    {
      heading: "Watch all notes",
      meaning: "The collection tells of each note that is created, changed or deleted.",
      lines: [
        `curl -N -X QUERY ${origin}/notes/ -H 'Accept: application/json-seq' \\`,
        `  -H 'Content-Type: application/json' -d '{"events":{}}'`,
      ],
    },
    {
      heading: "Create, patch and delete a JSON note",
      meaning: "Each of them is an event of the note and of the collection.",
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

/** In the page itself, since it is too small for a request. */
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
