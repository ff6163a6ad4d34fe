import { once } from "node:events";
import { connect, createServer } from "node:http2";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import {
  fieldWithoutValue,
  headAlreadySent,
  invalidContent,
  invalidReason,
  invalidStatus,
  writeAfterEnd,
} from "./node-errors.ts";

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("our errors", () => {
  it("have the codes and the classes of those of node:http", async () => {
    const sent = unconnected();
    sent.writeHead(200);
    const pairs = [
      [headAlreadySent(sent), errorOf(() => sent.writeHead(200))],
      [headAlreadySent(sent), errorOf(() => sent.setHeader("X-One", "a"))],
      [invalidContent(5), errorOf(() => sent.write(5 as unknown as string))],
      [invalidContent(null), errorOf(() => sent.write(null))],
      [invalidStatus(42), errorOf(() => unconnected().writeHead(42))],
      [invalidReason(), errorOf(() => unconnected().writeHead(200, "a\nb"))],
      [fieldWithoutValue(), errorOf(() => unconnected().writeHead(200, ["X-One"]))],
      [writeAfterEnd(), await lateError(sent)],
    ] as const;
    for (const [ours, theirs] of pairs) {
      expect(theirs).toMatchObject({ name: ours.name, code: (ours as NodeJS.ErrnoException).code });
    }
  });

  it("have the codes of those of node:http2", async () => {
    const [ours, theirs] = await new Promise<readonly unknown[]>((resolve) => {
      const server = createServer((_, response) => {
        response.writeHead(200);
        const late = headAlreadySent(response as unknown as NodeResponse);
        resolve([late, errorOf(() => response.setHeader("x-one", "a"))]);
        response.end();
      });
      void listenInTest(server).then(({ origin }) => {
        const session = connect(origin);
        onTestFinished(() => session.destroy());
        session.request().resume();
      });
    });
    expect(theirs).toMatchObject({ code: (ours as NodeJS.ErrnoException).code });
  });
});

async function lateError(response: NodeResponse): Promise<unknown> {
  response.end();
  const failed = once(response, "error");
  response.write("late");
  return (await failed)[0];
}
