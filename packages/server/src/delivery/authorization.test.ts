import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { readDecision } from "./authorization.ts";

describe("an authorization that the application returns (EQ-AZ-1)", () => {
  const { signal } = new AbortController();

  it.each([
    [true],
    [false],
    [{ until: new Date() }],
    [{ revoked: signal }],
    [{ check: () => true, until: undefined }],
    [Object.assign(Object.create(null), { revoked: signal })],
    [runInNewContext("({ check: () => true })")],
  ])("is taken as it is: %o", (decision) => {
    expect(readDecision(decision)).toBe(decision);
  });

  it.each([[undefined], [null], [0], [1], ["yes"], [Symbol("yes")], [() => true]])(
    "is a no if it is no clear yes: %o",
    (decision) => {
      expect(readDecision(decision)).toBe(false);
    },
  );

  it.each([
    [[]],
    [Object.assign([], { check: () => true })],
    [{}],
    [{ until: undefined }],
    [{ until: undefined, revoked: undefined, check: undefined }],
    [{ authorized: false }],
    [{ until: undefined, account: "alice" }],
    [{ check: () => true, untill: new Date() }],
    [new Date()],
    [new Date(0)],
    [new Error("denied")],
    [new Map()],
    [new Response(null, { status: 403 })],
    [AbortSignal.abort()],
    [
      new (class Decision {
        check = () => true;
      })(),
    ],
    [runInNewContext("new Date(0)")],
    [{ until: "2030-01-01" }],
    [{ until: 1_900_000_000 }],
    [{ until: null }],
    [{ until: Promise.resolve(new Date()) }],
    [{ revoked: {} }],
    [{ revoked: null }],
    [{ check: true }],
    [{ check: Promise.resolve(() => true) }],
  ])("has failed if it is an object of another kind: %o", (decision) => {
    expect(() => readDecision(decision)).toThrow(/authorization/);
  });
});
