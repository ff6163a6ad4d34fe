import { describe, expect, it } from "vitest";
import { ConfigurationError, configurationOf } from "./configuration.ts";

describe("configurationOf", () => {
  it("has defaults", () => {
    const expected = {
      host: "127.0.0.1",
      port: 8080,
      adapter: "node",
      http2: false,
      duration: 600,
      maximumDuration: 3_600,
    };
    expect(configurationOf({})).toEqual(expected);
    expect(configurationOf({ PORT: "", HOST: "", ADAPTER: "", DURATION: "", MAX_DURATION: "" })).toEqual(expected);
  });

  it("reads environment variables", () => {
    expect(
      configurationOf({ PORT: "0", HOST: "::1", ADAPTER: "koa", HTTP2: "1", DURATION: "1.5", MAX_DURATION: "2" }),
    ).toEqual({ host: "::1", port: 0, adapter: "koa", http2: true, duration: 1.5, maximumDuration: 2 });
  });

  it("adapts the two durations to each other", () => {
    expect(configurationOf({ DURATION: "7200" })).toMatchObject({ duration: 7_200, maximumDuration: 7_200 });
    expect(configurationOf({ MAX_DURATION: "60" })).toMatchObject({ duration: 60, maximumDuration: 60 });
  });

  it.each([
    { PORT: "http" },
    { PORT: "65536" },
    { PORT: "1.5" },
    { ADAPTER: "hapi" },
    { DURATION: "0" },
    { DURATION: "-1" },
    { MAX_DURATION: "9999999" },
    { ADAPTER: "express", HTTP2: "1" },
  ])("explains what is wrong with %o", (environment) => {
    const name = Object.keys(environment).at(-1) ?? "";
    expect(() => configurationOf(environment)).toThrow(ConfigurationError);
    expect(() => configurationOf(environment)).toThrow(new RegExp(`^${name}=\\S+ is invalid: ${name} must be `));
  });
});
