import { html, Markup } from "./markup.ts";
import { pageStyle } from "./style.ts";

/** Writes a self-contained page. Its content security policy forbids it to load anything. */
export function page(title: string, style: string, content: Markup): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(pageStyle + style)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
  return text;
}
