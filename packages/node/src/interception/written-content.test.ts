import { describe, expect, it } from "vitest";
import { writtenContent } from "./written-content.ts";

const written = (): void => {};
const bytes = Uint8Array.from([104, 105]);

describe("the arguments of write and end", () => {
  it.each<[string, unknown[], string | undefined, boolean]>([
    ["text", ["hi"], "hi", false],
    ["text with a callback", ["hi", written], "hi", true],
    ["text with an encoding", ["6869", "hex"], "hi", false],
    ["text with an encoding and a callback", ["aGk=", "base64", written], "hi", true],
    ["text in latin1", ["é", "latin1"], "\ufffd", false],
    ["text without an encoding and with a callback", ["hi", undefined, written], "hi", true],
    ["text with an encoding that is null", ["hi", null, written], "hi", true],
    ["bytes", [bytes], "hi", false],
    ["bytes with an encoding, which says nothing", [bytes, "hex", written], "hi", true],
    ["nothing", [], undefined, false],
    ["a callback alone", [written], undefined, true],
    ["null and a callback", [null, written], undefined, true],
    ["what is no content", [{}], undefined, false],
  ])("are %s", (_, call, text, hasCallback) => {
    const content = writtenContent(call);
    expect(content.bytes && Buffer.from(content.bytes).toString()).toBe(text);
    expect(content.written).toBe(hasCallback ? written : undefined);
  });

  it("are bytes that are not copied", () => {
    expect(writtenContent([bytes]).bytes).toBe(bytes);
  });

  it("fail for an encoding that does not exist", () => {
    expect(() => writtenContent(["hi", "rot13"])).toThrow(expect.objectContaining({ code: "ERR_UNKNOWN_ENCODING" }));
  });
});
