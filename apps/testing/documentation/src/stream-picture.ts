import type { Step } from "./recorded-stream.ts";

const [lineHeight, margin, captionWidth, width] = [19, 24, 262, 760];

/** Draws the steps of a stream below each other, which appear one after the other. Where motion is not wanted, all are there. */
export function streamPicture(steps: readonly Step[]): string {
  const period = steps.length * 2 + 3;
  let top = margin;
  const drawn = steps.map(({ caption, lines }, index) => {
    const height = lines.length * lineHeight;
    const rows = lines.map((line, row) => {
      const kind = row === 0 && /HTTP\/1\.1/.test(line) ? "first" : line.startsWith("--") ? "frame" : "line";
      return `<text class="${kind}" x="${captionWidth}" y="${top + row * lineHeight + 13}">${escaped(line)}</text>`;
    });
    const words = wrapped(caption, 26).map(
      (line, row) => `<text class="caption" x="${margin}" y="${top + row * lineHeight + 13}">${escaped(line)}</text>`,
    );
    const bar = `<rect x="${captionWidth - 16}" y="${top}" width="3" height="${height - 2}" rx="1.5" class="bar"/>`;
    top += height + 22;
    return `<g style="animation-delay:${index * 2}s" class="step">${[...words, bar, ...rows].join("")}</g>`;
  });
  const appear = (100 * 0.4) / period;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-label="${escaped(steps.map(({ caption }) => caption).join(". "))}">
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}
.caption{font:600 14px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#7ee787}
.first{fill:#79c0ff}.frame{fill:#8b949e}.bar{fill:#30363d}
@media (prefers-reduced-motion:no-preference){.step{opacity:0;animation:appear ${period}s infinite}}
@keyframes appear{0%{opacity:0}${appear.toFixed(1)}%,100%{opacity:1}}
</style>
<rect width="${width}" height="${top}" rx="10" fill="#0d1117"/>
${drawn.join("\n")}
</svg>
`;
}

/** The words in lines of at most this many characters. */
function wrapped(text: string, most: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
