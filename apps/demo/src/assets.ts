import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";

/** A file that the page needs. */
export interface Asset {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** The files of the page, as Vite built them. */
export interface Assets {
  /** The path of the page's script. */
  readonly script: string;
  /** The paths of the page's style sheets. */
  readonly styles: readonly string[];
  /** All files by path. All paths are under `/assets/`. The name of a file changes with its content. */
  readonly files: ReadonlyMap<string, Asset>;
}

/** The folder with the built page. The relative path is the same from `src` and from `dist`. */
const builtPage = new URL("../dist/page/", import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript;charset=utf-8",
  ".css": "text/css;charset=utf-8",
};

/** Reads the built page. Returns undefined if it has not been built. */
export async function readAssets(folder: URL = builtPage): Promise<Assets | undefined> {
  let manifest: Record<string, { readonly file: string; readonly css?: readonly string[] }>;
  try {
    manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", folder), "utf8"));
  } catch (reason) {
    if (reason instanceof Error && "code" in reason && reason.code === "ENOENT") return undefined;
    throw reason;
  }
  const entry = manifest["main.tsx"];
  if (entry === undefined) throw new Error(`The manifest in ${folder} has no main.tsx: build the page again.`);
  const files = new Map<string, Asset>();
  for (const name of await readdir(new URL("assets/", folder))) {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined)
      throw new Error(`The media type of ${name} is unknown: add it to contentTypes in assets.ts.`);
    files.set(`/assets/${name}`, { contentType, content: await readFile(new URL(`assets/${name}`, folder)) });
  }
  return { script: `/${entry.file}`, styles: (entry.css ?? []).map((file) => `/${file}`), files };
}
