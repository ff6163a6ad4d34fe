import { expect } from "vitest";
import { FieldError, type FieldErrorCode } from "../src/index.ts";

/** Returns the error that an action throws, which must be a FieldError. */
export function fieldErrorOf(action: () => unknown): FieldError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(FieldError);
    if (error instanceof FieldError) return error;
  }
  throw new Error("Nothing was thrown");
}

/** Expects an action to throw the documented error with this code. */
export function expectFieldError(action: () => unknown, code: FieldErrorCode, field?: string): void {
  const error = fieldErrorOf(action);
  expect(error.code, error.message).toBe(code);
  if (field !== undefined) expect(error.field).toBe(field);
}

/** Runs an action on hostile input. Returns its result, or `undefined` after a FieldError. Rethrows other errors. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}
