import { createHash } from "node:crypto";
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
}

interface Command {
  readonly heading: string;
  readonly meaning: string;
  readonly lines: readonly string[];
}

/**
 * The page at `/`: what this server does, and commands to copy. It loads nothing and has no script.
 *
 * @throws {TypeError} where `origin` is none that can stand in a command as it is.
 */
export function renderPage({ origin }: PageOptions): Page {
  // What somebody pastes into a shell must not hold anything but an origin.
  if (!/^https?:\/\/[\w.%\-:[\]]+$/.test(origin)) throw new TypeError(`Not an origin: ${JSON.stringify(origin)}`);
  const styleHash = createHash("sha256").update(style).digest("base64");
  return {
    html: writePage(commandsFor(origin)),
    contentSecurityPolicy:
      `default-src 'none'; style-src 'sha256-${styleHash}'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
}

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

function writePage(commands: readonly Command[]): string {
  const sections = commands.map(
    ({ heading, meaning, lines }) => `<section>
<h2>${escapeHtml(heading)}</h2>
<p>${escapeHtml(meaning)}</p>
<pre tabindex="0"><code>${escapeHtml(lines.join("\n"))}</code></pre>
</section>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Notes that tell of their changes</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Notes that tell of their changes</h1>
<p>This server keeps <a href="/notes/">notes</a> in memory. Whoever asks for a note, or for the list of them, can go on
receiving notifications in the same response, as PREP and HTTP Events Query define it. One click on a command selects it.</p>
${sections.join("\n")}
</main>
</body>
</html>
`;
}
