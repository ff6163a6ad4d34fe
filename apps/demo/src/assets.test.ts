import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../test/ask.ts";
import { readAssets } from "./assets.ts";
import { createNotesApplication } from "./notes/application.ts";

describe("readAssets", () => {
  let folder: string;
  const url = () => pathToFileURL(`${folder}/`);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "page-"));
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "assets/main-1.js"), "1;");
    await writeFile(join(folder, "assets/main-2.css"), "a{}");
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function writeManifest(manifest: unknown): Promise<void> {
    await mkdir(join(folder, ".vite"), { recursive: true });
    await writeFile(join(folder, ".vite/manifest.json"), JSON.stringify(manifest));
  }

  it("returns undefined if the page was not built", async () => {
    expect(await readAssets(new URL("nothing/", url()))).toBeUndefined();
  });

  it("reads the built page", async () => {
    await writeManifest({ "main.tsx": { file: "assets/main-1.js", css: ["assets/main-2.css"] } });
    const assets = await readAssets(url());
    expect(assets).toMatchObject({ script: "/assets/main-1.js", styles: ["/assets/main-2.css"] });
    expect([...(assets?.files.keys() ?? [])].sort()).toEqual(["/assets/main-1.js", "/assets/main-2.css"]);

    const application = createNotesApplication({ assets: assets?.files });
    const script = ask(application, "GET", "/assets/main-1.js");
    expect([script.status, script.text]).toEqual([200, "1;"]);
    expect(script.fields.get("Content-Type")).toBe("text/javascript;charset=utf-8");
    expect(script.fields.get("Cache-Control")).toContain("immutable");
    expect(ask(application, "HEAD", "/assets/main-2.css").text).toBe("");
    expect(ask(application, "OPTIONS", "/assets/main-2.css").fields.get("Allow")).toBe("GET, HEAD, OPTIONS");
    expect(ask(application, "PUT", "/assets/main-2.css").status).toBe(405);
    expect(ask(application, "GET", "/assets/main-3.css").status).toBe(404);
  });

  it("reports an unexpected build", async () => {
    await writeManifest({});
    await expect(readAssets(url())).rejects.toThrow("build the page again");
    await writeManifest({ "main.tsx": { file: "assets/main-1.js" } });
    await writeFile(join(folder, "assets/picture.gif"), "");
    await expect(readAssets(url())).rejects.toThrow("picture.gif");
  });
});
