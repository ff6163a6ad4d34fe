import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("the example of the README runs as it stands", async () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const readme = await readFile(`${root}/README.md`, "utf8");
  const [, code = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  expect(code).toContain('from "@resource-events/koa"');
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [
        "--conditions=@resource-events/source",
        "--no-warnings",
        "--experimental-transform-types",
        "--input-type=module-typescript",
        "-",
      ],
      { cwd: root, timeout: 20_000 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(code);
  });
  expect(output.replaceAll("\r", "").trim().split("\n")).toEqual(
    expect.arrayContaining(["Hello World!", "Method: PUT", "Method: DELETE"]),
  );
});
