import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";

/** A file that the page needs. */
export interface Asset {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** What the page needs, as Vite built it. */
export interface Assets {
  /** The path of the script. */
  readonly script: string;
  /** The paths of its style sheets. */
  readonly styles: readonly string[];
  /** The files by their paths, all under `/assets/`. A file's name changes with its content. */
  readonly files: ReadonlyMap<string, Asset>;
}

/** Where the build puts the page; the same seen from `src` and from `dist`. */
const builtPage = new URL("../dist/page/", import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript;charset=utf-8",
  ".css": "text/css;charset=utf-8",
};

/** Reads what the build made of the page; undefined where it was not built. */
export async function readAssets(folder: URL = builtPage): Promise<Assets | undefined> {
  let manifest: Record<string, { readonly file: string; readonly css?: readonly string[] }>;
  try {
    manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", folder), "utf8"));
  } catch (reason) {
    if (reason instanceof Error && "code" in reason && reason.code === "ENOENT") return undefined;
    throw reason;
  }
  const entry = manifest["main.tsx"];
  if (entry === undefined) throw new Error(`No main.tsx in the manifest of ${folder}: build the page again.`);
  const files = new Map<string, Asset>();
  for (const name of await readdir(new URL("assets/", folder))) {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined) throw new Error(`${name} of the page has no known media type: name it here.`);
    files.set(`/assets/${name}`, { contentType, content: await readFile(new URL(`assets/${name}`, folder)) });
  }
  return { script: `/${entry.file}`, styles: (entry.css ?? []).map((file) => `/${file}`), files };
}
