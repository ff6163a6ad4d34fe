import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import { headAlreadySent, invalidContent } from "./node-errors.ts";

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("our errors", () => {
  it("have the codes and the classes of those of node:http", () => {
    const response = unconnected();
    response.writeHead(200);
    const pairs = [
      [headAlreadySent(), errorOf(() => response.writeHead(200))],
      [invalidContent(), errorOf(() => response.write(5 as unknown as string))],
    ] as const;
    for (const [ours, theirs] of pairs) {
      expect(theirs).toMatchObject({ name: ours.name, code: (ours as NodeJS.ErrnoException).code });
    }
  });
});
