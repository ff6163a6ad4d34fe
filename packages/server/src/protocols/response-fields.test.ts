import { describe, expect, it } from "vitest";
import { representationFields, sortFields, streamFields, varyWith } from "./response-fields.ts";

const base = new Headers({
  "access-control-allow-origin": "*",
  connection: "close",
  "content-disposition": "inline",
  "content-security-policy-report-only": "default-src 'none'",
  "content-type": "text/plain",
  etag: '"v1"',
  link: "</>; rel=up",
  "keep-alive": "timeout=5",
  "transfer-encoding": "chunked",
  "www-authenticate": "Basic",
});
base.append("set-cookie", "a=b");
base.append("set-cookie", "c=d, e");

describe("the fields of the application's response", () => {
  it("go with the content if they describe it (PREP-RS-4, EQ-ST-4)", () => {
    expect(sortFields(base).content).toEqual([
      ["Content-Disposition", "inline"],
      ["Content-Type", "text/plain"],
    ]);
  });

  it("go into the head if they do not, except those of the connection", () => {
    expect(sortFields(base, representationFields).general).toEqual([
      ["Access-Control-Allow-Origin", "*"],
      ["Content-Security-Policy-Report-Only", "default-src 'none'"],
      ["Set-Cookie", "a=b"],
      ["Set-Cookie", "c=d, e"],
      ["WWW-Authenticate", "Basic"],
    ]);
    expect(sortFields(base).general).toEqual(
      expect.arrayContaining([
        ["ETag", '"v1"'],
        ["Link", "</>; rel=up"],
      ]),
    );
  });

  it("come with the fields of every stream (EQ-ST-1, EQ-ST-2, EQ-RP-5)", () => {
    expect(streamFields("id-1")).toEqual([
      ["Date", expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)],
      ["Cache-Control", "no-store, no-transform"],
      ["X-Accel-Buffering", "no"],
      ["Incremental", "?1"],
      ["Event-ID", "id-1"],
    ]);
  });
});

describe("varyWith (PREP-DI-3)", () => {
  it.each([
    [null, "Accept-Events"],
    ["", "Accept-Events"],
    ["Accept", "Accept, Accept-Events"],
    ["accept-events , Origin", "accept-events, Origin"],
    ["*", "*"],
    ["Accept, *", "*"],
  ])("adds to %j", (vary, expected) => {
    expect(varyWith(vary, ["Accept-Events"])).toBe(expected);
  });
});
