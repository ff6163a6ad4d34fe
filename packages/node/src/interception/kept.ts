import type { ApplicationResponse } from "@resource-events/server/adapter";
import type { NodeResponse } from "../messages.ts";
import { CapturedBody } from "./captured-body.ts";
import { fakeState } from "./fake-state.ts";
import { lockFields } from "./locked-fields.ts";
import { headAlreadySent, writeAfterEnd } from "./node-errors.ts";
import { keepOffTheWire, type OffTheWire } from "./off-the-wire.ts";
import { copiedFields } from "./response-fields.ts";
import type { Route } from "./route.ts";
import { checkContent, type Written, writtenContent } from "./written-content.ts";

/** The route of a response that stays off the wire: somebody else reads its content. */
export class KeptRoute implements Route {
  readonly #response: NodeResponse;
  readonly #body: CapturedBody;
  readonly #offTheWire: OffTheWire;
  readonly #unlockFields: () => void;

  /**
   * @param beganWithEnd - Whether the head is an implicit one of `end`: node:http then knows the length of the content,
   *   and sends it.
   * @param onKept - Called in a microtask: by then it is known whether the application gave all its content at once.
   */
  constructor(response: NodeResponse, beganWithEnd: boolean, onKept: (kept: ApplicationResponse) => void) {
    const body = new CapturedBody(() => response.emit("drain"));
    const { statusCode: status } = response;
    const fields = response.getHeaders();
    this.#response = response;
    this.#body = body;
    fakeState(response, {
      headersSent: true,
      get writableEnded() {
        return body.ended;
      },
      get writableFinished() {
        return body.ended && body.taken;
      },
    });
    this.#offTheWire = keepOffTheWire(response);
    this.#unlockFields = lockFields(response);
    queueMicrotask(() => {
      const content = body.takeWhole();
      if (beganWithEnd && content !== undefined && mayHaveLength(status, fields)) {
        fields["content-length"] = String(content?.byteLength ?? 0);
      }
      onKept({ status, fields: copiedFields(fields), body: content === undefined ? body : content });
    });
  }

  /** The application failed, or the response closed: content that has not ended breaks off. */
  fail(cause: unknown): void {
    this.#body.fail(cause);
  }

  /** Lets a response of our own take the place of this one: its fields can be set. */
  makeWay(): void {
    this.#unlockFields();
  }

  begin(): void {}

  writeHead(): never {
    throw headAlreadySent(this.#response);
  }

  flushHeaders(): void {}

  write(...content: unknown[]): boolean {
    checkContent(content);
    const { bytes, written } = writtenContent(content);
    if (bytes === undefined) return false;
    if (this.#body.ended) return refused(written);
    return this.#body.push(bytes, written);
  }

  end(...content: unknown[]): NodeResponse {
    checkContent(content, true);
    const { bytes, written } = writtenContent(content);
    if (this.#body.ended && bytes !== undefined) {
      refused(written);
      return this.#response;
    }
    if (bytes !== undefined) this.#body.push(bytes, undefined);
    this.#body.end();
    this.#offTheWire.end();
    if (written !== undefined) process.nextTick(written);
    return this.#response;
  }
}

/** The application writes after its end. It is told so, but not by an `error` that would end the stream, or the process. */
function refused(written: Written | undefined): false {
  if (written !== undefined) process.nextTick(written, writeAfterEnd());
  return false;
}

/** Whether node:http sends the length of content that it knows. */
function mayHaveLength(status: number, fields: ReturnType<NodeResponse["getHeaders"]>): boolean {
  return status !== 204 && status !== 304 && !("content-length" in fields) && !("transfer-encoding" in fields);
}
