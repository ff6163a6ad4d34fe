import { ByteBuffer } from "@resource-events/streams";
import { bytesOf, readerOf } from "./body.ts";
import type { Answer } from "./head.ts";

/**
 * Reads a body to its end; also that of a `fetch` that gives only whole bodies.
 *
 * @throws StreamError `part-too-large` above the limit in bytes; ClientError `fetch`; whatever the body fails with; the
 * reason of the controller, if that aborts
 */
export async function readWhole(answer: Answer, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const { response, controller } = answer;
  const whole = new ByteBuffer(limit);
  if (!response.body) {
    whole.append(new Uint8Array(await response.arrayBuffer()));
    return whole.view();
  }
  const reader = readerOf(answer);
  for (;;) {
    const { value } = await reader.read();
    if (controller.signal.aborted) throw controller.signal.reason;
    if (!value) return whole.view();
    whole.append(bytesOf(value));
  }
}
