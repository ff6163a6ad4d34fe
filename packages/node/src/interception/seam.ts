export type { Awaitable } from "@resource-events/server";
export type {
  ApplicationResponse,
  HeaderFields,
  PassThrough,
  ResponseFields,
  ResponseHead,
} from "@resource-events/server/adapter";
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
