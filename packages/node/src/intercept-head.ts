import type { ResponseFields } from "@resource-events/server";
import { appearAs } from "./interception/fake-state.ts";
import { headAlreadySent, type Originals, originalsOf } from "./interception/original-methods.ts";
import { interceptAnswer, straight, type Way } from "./interception/watch-head.ts";
import { type NodeResponse, setResponseFields } from "./messages.ts";

/**
 * Calls `onHead` once, when the status and the fields of the response are known and before they leave, and sets the
 * fields that it returns. Where it returns a promise, head and content wait for it. What it throws, or rejects with, is
 * for `onError`; the response goes its way.
 */
export function interceptHead(
  response: NodeResponse,
  onHead: (status: number) => ResponseFields | Promise<ResponseFields>,
  onError: (error: unknown) => void,
): void {
  const originals = originalsOf(response);
  const add = (fields: ResponseFields): void => {
    if (!response.headersSent) setResponseFields(response, fields);
  };
  interceptAnswer(response, originals, () => {
    try {
      const fields = onHead(response.statusCode);
      if (fields instanceof Promise) return holdBack(response, originals, fields, add, onError);
      add(fields);
    } catch (error) {
      onError(error);
    }
    return straight(response, originals);
  });
}

/** Keeps what is written until the fields have come, then writes it as it was. */
function holdBack(
  response: NodeResponse,
  originals: Originals,
  fields: Promise<ResponseFields>,
  add: (fields: ResponseFields) => void,
  onError: (error: unknown) => void,
): Way {
  const { statusCode } = response;
  const held: (() => unknown)[] = [];
  let waiting = true;
  let ended = false;
  let drains = false;
  const reveal = appearAs(response, {
    headersSent: true,
    get writableEnded() {
      return ended;
    },
    writableFinished: false,
  });
  const release = (): void => {
    waiting = false;
    response.statusCode = statusCode;
    for (const call of held.splice(0)) call();
    // Whoever was told to wait may not have filled the response's own buffer, which then never says that it is empty.
    if (drains && !response.writableNeedDrain) response.emit("drain");
  };
  void fields
    .finally(reveal)
    .then(add)
    .catch(onError)
    .then(release)
    .catch((error: unknown) => {
      // What node:http would have told the handler, had it been called at once.
      onError(error);
      response.destroy();
    });

  const hold = <Result>(call: () => Result, meanwhile: Result): Result => {
    if (!waiting) return call();
    held.push(call);
    return meanwhile;
  };
  return {
    begin: () => void held.push(() => originals.writeHead(statusCode)),
    writeHead: ((...head: Parameters<Originals["writeHead"]>) => {
      if (waiting) throw headAlreadySent();
      return originals.writeHead(...head);
    }) as Originals["writeHead"],
    write: ((...call: Parameters<Originals["write"]>) => {
      drains ||= waiting;
      return hold(() => originals.write(...call), false);
    }) as Originals["write"],
    end: ((...call: unknown[]) => {
      ended = true;
      return hold(() => (originals.end as (...call: unknown[]) => NodeResponse)(...call), response);
    }) as Originals["end"],
    flushHeaders: () => hold(() => originals.flushHeaders(), undefined),
  };
}
