import { describe, it } from "vitest";
import { useDemo } from "./demo.ts";

const demo = useDemo();

describe("one note under several names", () => {
  it("ignores the query component, and percent-encoding that changes nothing", async () => {
    const stream = await demo.client.open("GET", "/notes/w%65lcome?x=1", { "Accept-Events": '"prep"' });
    await stream.untilContent("multipart/digest");
    await demo.client.put("/notes/welcome?y=2", "the same");
    await stream.untilContent("Method: PUT");
  });
});
