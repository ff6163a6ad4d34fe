// Compiles imports of every entry as the users of the packages will: with the oldest TypeScript that the READMEs name and with
// the one that builds them, in each way of resolving modules, without `skipLibCheck`, with and without lib `dom`.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../../scripts/release/address.mjs";

const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const compilers = { "typescript-oldest": "npm:typescript@5.7.3", typescript: devDependencies.typescript };

/** What a project with all of the packages installs for its types. */
export const typeDependencies = { ...compilers, "@types/node": "22", "@types/express": "5.0.6", "@types/koa": "3.0.3" };

/** The packages that need Node, and so its types. */
const forNode = /\/(node|express|koa|cli|conformance)$/;
/** Their streams of the web have a type parameter, so something must declare them. */
const needsStreams = /\/streams$/;
const projects = [
  { name: "Node", uses: () => true, options: { lib: ["ES2023"], types: ["node"] } },
  { name: "a browser", uses: (entry) => !forNode.test(entry), options: { lib: ["ES2023", "DOM"], types: [] } },
  { name: "a worker", uses: (entry) => !forNode.test(entry), options: { lib: ["ES2023", "WebWorker"], types: [] } },
  {
    name: "no platform",
    uses: (entry) => !forNode.test(entry) && !needsStreams.test(entry),
    options: { lib: ["ES2023"], types: [] },
  },
];
/** Of what the platform declares, the packages' types are those: not `any`, and not `unknown`. */
const use = `
import { subscribe } from "@resource-events/client";
const { response, representation } = await subscribe(new URL("http://example.org/"), { headers: [["a", "b"]], fetch });
export const texts: [string | null, string | undefined] = [response.headers.get("a"), await representation?.text()];
// @ts-expect-error: no number
export const number: number = response.headers.get("a");`;
const resolutions = { bundler: "esnext", node16: "node16", nodenext: "nodenext" };

/** @throws if a file other than one of `@types` has an error */
export function checkTypes(folder, entries) {
  let count = 0;
  for (const compiler of Object.keys(compilers)) {
    for (const [moduleResolution, module] of Object.entries(resolutions)) {
      for (const { name, uses, options } of projects) {
        const imports = entries.filter(uses).map((entry, at) => `export * as e${at} from "${entry}";`);
        writeFileSync(join(folder, "imports.ts"), imports.join("\n") + (name === "no platform" ? "" : use));
        const compilerOptions = {
          ...{ module, moduleResolution, ...options, target: "ES2022" },
          ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
        };
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["imports.ts"] }));
        const program = join(folder, "node_modules", compiler, "bin", "tsc");
        const { stdout, status } = spawnSync("node", [program, "-p", folder], { cwd: folder, encoding: "utf8" });
        const errors = stdout.split("\n").filter((line) => line.includes("error TS"));
        const ours = errors.filter((line) => !line.startsWith("node_modules/@types/"));
        if (ours.length > 0 || (status !== 0 && errors.length === 0)) {
          throw new Error(`Types for ${name} by ${compiler}, ${moduleResolution}:\n${ours.join("\n") || stdout}`);
        }
        count += 1;
      }
    }
  }
  console.log(`types of ${entries.length} entries: compiled in ${count} ways, from TypeScript 5.7`);
}
